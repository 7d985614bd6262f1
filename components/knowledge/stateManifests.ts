// What the state believes to be on the hosts. The engine compares settings with it, never with the hosts: where a host was changed behind its back, there would be nothing to do.
import * as pulumi from "@pulumi/pulumi";
import { hostResourceName } from "../resourceNames";

interface StateResources {
  readonly outputs: Readonly<Record<string, { readonly outputs?: { readonly stdin?: unknown } }>>;
}

/**
 * The manifest of each host as this stack's state has it, by key; hosts that the state does not know are left out. Reads the whole state, so it is asked
 * only where a host records another manifest than the one that is wanted. Empty where the state cannot be read: then the engine alone decides.
 */
export async function stateManifests(owner: string, name: string, keys: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const [stack = "", project = "", type = ""] = owner.split("::");
  const stackName = [pulumi.getOrganization(), project, stack].join("/");
  const { outputs: resources } = await (pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName }) as Promise<StateResources>).catch(() => ({ outputs: {} }) as StateResources);
  return Object.fromEntries(keys.flatMap((key) => {
    const stdin = resources[`urn:pulumi:${stack}::${project}::${type}$command:remote:Command::${hostResourceName(name, key, "")}`]?.outputs?.stdin;
    return typeof stdin === "string" ? [[key, stdin]] : [];
  }));
}
