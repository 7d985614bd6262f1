// Which variables a host sees, in Ansible's order: role defaults, inventory groups, group_vars, the host's own.
import { faultOfPlainData } from "../checks/plainData";
import type { Problem } from "../problems";
import { References } from "./references";
import { readValue, type Value } from "./values";
import { ROLE_VARIABLE_NAMES, ROLE_VARIABLES, type RoleVariableName, roleVariable } from "./table";
import { report } from "./problems";

/** One host's variables, or those of all when no host is given. */
export interface Scope {
  /** Key of the host in the arguments; undefined for the scope of all. */
  readonly key?: string;
  readonly all: ReadonlyMap<string, unknown>;
  /** What only this host has. */
  readonly own: ReadonlyMap<string, unknown>;
  readonly references: References;
}

export function scopeOf(shared: readonly ReadonlyMap<string, unknown>[], own: ReadonlyMap<string, unknown>, key?: string): Scope {
  const defaults = new Map<string, unknown>(ROLE_VARIABLE_NAMES.map((name) => [name, ROLE_VARIABLES[name].default]));
  const all = new Map([defaults, ...shared, own].flatMap((layer) => [...layer]));
  const fieldOf = (name: string) => (key !== undefined && own.has(name) ? `${name} (host ${key})` : name);
  return { ...(key === undefined ? {} : { key }), all, own, references: new References(all, fieldOf) };
}

/** A role variable's value for one host, or the problem with it. */
export function valueIn(scope: Scope, name: RoleVariableName): { readonly value: Value } | { readonly problem: Problem } {
  const resolved = scope.references.resolve(name);
  const field = scope.key !== undefined && scope.own.has(name) ? `${name} (host ${scope.key})` : name;
  return "problem" in resolved ? resolved : readValue(name, resolved.value, field);
}

/** The values that hold for all hosts, and those of each host. A name is missing where its value could not be read. */
export interface Values {
  readonly shared: Partial<Record<RoleVariableName, Value>>;
  readonly byHost: Readonly<Record<string, Partial<Record<RoleVariableName, Value>>>>;
  readonly problems: readonly Problem[];
}

/** Reads all role variables in all scopes; what must be the same everywhere is. */
export function readValues(scopes: readonly Scope[]): Values {
  const problems: Problem[] = [];
  const shared: Values["shared"] = {};
  const byHost: Record<string, Partial<Record<RoleVariableName, Value>>> = {};
  for (const name of ROLE_VARIABLE_NAMES) {
    const read = scopes.map((scope) => ({ scope, answer: valueIn(scope, name) }));
    const known = read.flatMap(({ scope, answer }) => ("value" in answer ? [{ scope, value: answer.value }] : []));
    problems.push(...read.flatMap(({ answer }) => ("problem" in answer ? [answer.problem] : [])));
    const [first] = known;
    if (roleVariable(name).perHost) for (const { scope, value } of known) (byHost[scope.key ?? ""] ??= {})[name] = value;
    const other = known.find(({ value }) => value !== first?.value);
    if (first === undefined || known.length < read.length) continue;
    if (other === undefined) shared[name] = first.value;
    else if (!roleVariable(name).perHost) {
      problems.push(report("role-variable-differs", name, `Hosts ${first.scope.key ?? ""} and ${other.scope.key ?? ""} have different values, but it must be the same for the whole control plane.`, "Set it for all hosts in one place."));
    }
  }
  return { shared, byHost, problems };
}

/** A map of variables from anything; undefined when it is none. */
export function variablesFrom(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value === null || value === undefined) return new Map();
  if (Array.isArray(value)) return value.length === 1 && isMap(value[0]) && "vars" in value[0] ? variablesFrom(value[0]["vars"]) : undefined;
  return isMap(value) ? new Map(Object.entries(value)) : undefined;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isPlain(value: unknown): boolean {
  return faultOfPlainData(value) === undefined;
}
