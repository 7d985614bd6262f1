// Shows drift: a host that drifted is an update of its resource, by a comment in its `create`; all others keep the `create` of their state.
import * as pulumi from "@pulumi/pulumi";
import type { Knowledge } from "./knowledge";

const COMMAND = "command:remote:Command";

/**
 * For the component's own options. What changes a host in earnest is its `update` and its standard input; `create` runs only where there was nothing,
 * so it can carry the sentence that says what drifted. The engine asks this for every child, before it compares it with the state.
 * @param once names of resources that mean nothing any more once the cluster is there that the program makes: they stay as the state has them
 */
export function driftTransform(knowledge: Promise<Knowledge>, once: readonly string[] = []): pulumi.ResourceTransform {
  return async ({ type, name, props, opts }) => {
    if (type !== COMMAND) return undefined;
    const { marks, beginning } = await knowledge;
    const mark = marks[name];
    const kept = once.includes(name) && !beginning ? ["create", "update", "stdin"] : ["create"];
    if (mark === undefined) return { props, opts: { ...opts, ignoreChanges: [...((opts as pulumi.CustomResourceOptions).ignoreChanges ?? []), ...kept] } };
    const create = pulumi.output(props["create"] as pulumi.Input<string>).apply((text) => `${text} # ${mark}`);
    return { props: { ...props, create }, opts };
  };
}
