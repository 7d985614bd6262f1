// An inventory in YAML: groups as maps of hosts, vars and children.
import type { Problem } from "../problems";
import { type Groups, groupNamed } from "./inventory";
import { expandRange } from "./ranges";
import { report } from "./problems";
import { VaultValue } from "./vault";
import { readYaml } from "./yaml";

const FIELD = "inventory";
const DEEPEST = 32;

export function readYamlInventory(text: string, groups: Groups): readonly Problem[] {
  const { value, problems } = readYaml(text, FIELD);
  if (problems.length > 0) return problems;
  const top = mapOf(value);
  if (!top) return [misshapen("The inventory", "a map of groups")];
  return Object.entries(top).flatMap(([name, group]) => readGroup(groups, name, group, 0));
}

function readGroup(groups: Groups, name: string, content: unknown, depth: number): readonly Problem[] {
  const group = groupNamed(groups, name);
  if (content === null || content === undefined) return [];
  const parts = mapOf(content);
  if (!parts || depth > DEEPEST) return [misshapen(`Group ${name}`, "a map of hosts, vars and children")];
  const unknown = Object.keys(parts).filter((part) => !["hosts", "vars", "children"].includes(part));
  const hosts = mapOf(parts["hosts"] ?? {});
  const vars = mapOf(parts["vars"] ?? {});
  const children = mapOf(parts["children"] ?? {});
  if (!hosts || !vars || !children || unknown.length > 0) return [misshapen(`Group ${name}`, "a map of hosts, vars and children")];
  for (const [key, value] of Object.entries(vars)) group.vars.set(key, value);
  for (const child of Object.keys(children)) group.children.add(child);
  return [
    ...Object.entries(hosts).flatMap(([pattern, own]) => readHost(group.hosts, pattern, own)),
    ...Object.entries(children).flatMap(([child, below]) => readGroup(groups, child, below, depth + 1)),
  ];
}

function readHost(hosts: Map<string, Map<string, unknown>>, pattern: string, content: unknown): readonly Problem[] {
  const vars = mapOf(content ?? {});
  if (!vars) return [misshapen(`Host ${pattern}`, "a map of variables")];
  for (const name of expandRange(pattern)) hosts.set(name, new Map([...(hosts.get(name) ?? []), ...Object.entries(vars)]));
  return [];
}

function misshapen(what: string, expected: string): Problem {
  return report("role-inventory-line", FIELD, `${what} must be ${expected}.`, "`ansible-inventory --list -y` prints an inventory in this form.");
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof VaultValue) return undefined;
  return value as Readonly<Record<string, unknown>>;
}
