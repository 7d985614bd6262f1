// Variables that the role does not know.
import type { Problem } from "../problems";
import { nearest } from "../words";
import type { HostScope } from "./index";
import { report } from "./problems";
import { isRoleVariable, ROLE_VARIABLE_NAMES } from "./table";

/**
 * In the variables given for the role an unknown name is an error, unless a known variable refers to it. Inventories hold much that is for
 * others, so there only a name that looks like one of the role's is.
 */
export function unknownVariables(variables: ReadonlyMap<string, unknown>, scopes: readonly HostScope[], ignore: readonly string[]): Problem[] {
  const used = new Set(scopes.flatMap((scope) => [...scope.references.used]));
  const isKnown = (name: string) => isRoleVariable(name) || used.has(name) || name.startsWith("ansible_") || name.startsWith("_") || ignore.some((pattern) => isMatch(pattern, name));
  const elsewhere = new Set(scopes.flatMap((scope) => [...scope.given]).filter((name) => !variables.has(name) && (name.startsWith("kube_vip_") || nearest(name, ROLE_VARIABLE_NAMES) !== undefined)));
  return [...variables.keys(), ...elsewhere].filter((name) => !isKnown(name)).map((name) => {
    const near = nearest(name, ROLE_VARIABLE_NAMES);
    return report("role-unknown-variable", name, "The role has no such variable.", near === undefined ? "Remove it, or name it among those to ignore, if it is for another role." : `Did you mean ${near}?`);
  });
}

function isMatch(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
