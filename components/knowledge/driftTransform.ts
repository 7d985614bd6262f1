// Shows drift: a host that drifted is an update of its resource, by a comment in its `create`; all others keep the `create` of their state.
import * as pulumi from "@pulumi/pulumi";
import type { Knowledge } from "./knowledge";

const COMMAND = "command:remote:Command";

/**
 * For the component's own options. What changes a host in earnest is its `update` and its standard input; `create` runs only where there was nothing,
 * so it can carry the sentence that says what drifted. The engine asks this for every child, before it compares it with the state.
 */
export function driftTransform(knowledge: Promise<Knowledge>): pulumi.ResourceTransform {
  return async ({ type, name, props, opts }) => {
    if (type !== COMMAND) return undefined;
    const mark = (await knowledge).marks[name];
    if (mark === undefined) return { props, opts: { ...opts, ignoreChanges: [...((opts as pulumi.CustomResourceOptions).ignoreChanges ?? []), "create"] } };
    const create = pulumi.output(props["create"] as pulumi.Input<string>).apply((text) => `${text} # ${mark}`);
    return { props: { ...props, create }, opts };
  };
}
