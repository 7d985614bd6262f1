// An Ansible inventory, YAML or INI: groups, hosts and their variables.
import type { Problem } from "../problems";
import { enumerate, nearest } from "../words";
import { readIniInventory } from "./inventoryIni";
import { readYamlInventory } from "./inventoryYaml";
import { report } from "./problems";

export interface Group {
  readonly hosts: Map<string, Map<string, unknown>>;
  readonly vars: Map<string, unknown>;
  readonly children: Set<string>;
}

/** Groups by name; `all` is always there. */
export type Groups = Map<string, Group>;

/** The group of this name, made when it is new. */
export function groupNamed(groups: Groups, name: string): Group {
  const known = groups.get(name);
  if (known) return known;
  const group: Group = { hosts: new Map(), vars: new Map(), children: new Set() };
  groups.set(name, group);
  return group;
}

export interface InventoryHost {
  readonly name: string;
  /** The host's variables: those of its groups, the nearer group winning, then its own. */
  readonly vars: ReadonlyMap<string, unknown>;
  /** Its own variables alone. */
  readonly own: ReadonlyMap<string, unknown>;
}

export interface Inventory {
  readonly hosts: readonly InventoryHost[];
  readonly problems: readonly Problem[];
}

/** Names that control-plane groups have; the first is that of the role's README. */
const CONTROL_PLANE_GROUPS = ["kube_masters", "kube_master", "kube_control_plane", "control_plane", "control-plane", "controlplane", "kube-master", "masters", "master"];

/** Reads the control-plane hosts of an inventory: those of `group`, or of the group whose name says so, or all when there is one group only. */
export function readInventory(text: string, group: string | undefined): Inventory {
  const groups: Groups = new Map([["all", { hosts: new Map(), vars: new Map(), children: new Set() }]]);
  const problems = /^\s*\[[^\]]+\]\s*([#;].*)?$/m.test(text) || !/^[^#\n]*:(\s|$)/m.test(text) ? readIniInventory(text, groups) : readYamlInventory(text, groups);
  if (problems.length > 0) return { hosts: [], problems };
  const chosen = chooseGroup(groups, group);
  if (typeof chosen !== "string") return { hosts: [], problems: [chosen] };
  const names = [...hostsBelow(groups, chosen)];
  return { hosts: names.map((name) => hostOf(groups, name)), problems: [] };
}

function chooseGroup(groups: Groups, wanted: string | undefined): string | Problem {
  const names = [...groups.keys()].filter((name) => hostsBelow(groups, name).size > 0);
  if (wanted !== undefined) {
    if (names.includes(wanted)) return wanted;
    const near = nearest(wanted, names);
    return report("role-group-unknown", "inventoryGroup", `The inventory has no group ${JSON.stringify(wanted)} with hosts.`, near === undefined ? `It has ${enumerate(names) || "none"}.` : `Did you mean ${near}?`);
  }
  const known = CONTROL_PLANE_GROUPS.filter((name) => names.includes(name));
  const others = names.filter((name) => name !== "all" && name !== "ungrouped");
  const [first] = known.length > 0 ? known : others;
  if (known.length === 1 || (known.length === 0 && others.length === 1)) return first ?? "all";
  if (others.length === 0 && names.length > 0) return "all";
  if (names.length === 0) return report("role-hosts-missing", "inventory", "The inventory holds no hosts.", "Add the control-plane hosts.");
  return report("role-group-unclear", "inventory", `The control plane could be any of the groups ${enumerate(known.length > 0 ? known : others)}.`, "Name the group (`inventoryGroup`, `group`).");
}

/** Hosts of a group and of the groups below it, in the order of the text. A group that holds itself ends there. */
function hostsBelow(groups: Groups, name: string, seen: ReadonlySet<string> = new Set()): Set<string> {
  if (name === "all") return new Set([...groups.values()].flatMap((group) => [...group.hosts.keys()]));
  const group = groups.get(name);
  if (!group || seen.has(name)) return new Set();
  const below = new Set([...seen, name]);
  return new Set([...group.hosts.keys(), ...[...group.children].flatMap((child) => [...hostsBelow(groups, child, below)])]);
}

function hostOf(groups: Groups, name: string): InventoryHost {
  const depths = new Map<string, number>([["all", 0]]);
  const above = [...groups.keys()].filter((group) => group !== "all" && hostsBelow(groups, group).has(name));
  for (const group of above) depths.set(group, depthOf(groups, group));
  const ordered = [...depths].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1)).map(([group]) => groups.get(group));
  const own = new Map(ordered.flatMap((group) => [...(group?.hosts.get(name) ?? [])]));
  return { name, own, vars: new Map([...ordered.flatMap((group) => [...(group?.vars ?? [])]), ...own]) };
}

/** How far below `all` a group is: the longest way, as Ansible counts. */
function depthOf(groups: Groups, name: string, seen: ReadonlySet<string> = new Set()): number {
  if (seen.has(name)) return 0;
  const below = new Set([...seen, name]);
  const parents = [...groups].filter(([parent, group]) => parent !== "all" && group.children.has(name)).map(([parent]) => depthOf(groups, parent, below));
  return 1 + Math.max(0, ...parents);
}
