// The Ansible role's variables as arguments of KubeVip.
import type { HostArgs } from "../sshArgs";
import type { Problem } from "../problems";
import type { ResolvedArgs, Unwrapped } from "../resolved";
import { checkArguments } from "./arguments";
import { convert, interfaceVariable, Reader, withoutUndefined } from "./convert";
import { checkHostAddress, hostFromInventory, hostKey } from "./hosts";
import { type InventoryHost, readInventory } from "./inventory";
import { report } from "./problems";
import { readValues, type Scope, scopeOf, type Values, variablesFrom } from "./scopes";
import { ROLE_VARIABLE_NAMES } from "./table";
import { unknownVariables } from "./unknownVariables";
import { duplicates } from "../checks/duplicates";
import { readYaml } from "./yaml";

export { ROLE_PROBLEM_IDS } from "./problems";
export { ROLE_VARIABLES, type RoleVariable } from "./table";

export interface RoleInput<Host = Unwrapped<HostArgs>> {
  /** Variables by name, or the text of a group_vars file (a playbook of one play with `vars` is read too). */
  readonly variables: Readonly<Record<string, unknown>> | string;
  /** Hosts by key; what they say wins over the inventory. */
  readonly hosts?: Readonly<Record<string, Host>>;
  /** Text of an Ansible inventory, YAML or INI. */
  readonly inventory?: string;
  /** host_vars by the host's key or its name in the inventory. */
  readonly hostVars?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The inventory's group of control-plane hosts. Default: kube_masters, or another of the usual names. */
  readonly group?: string;
  /** Variables of other roles in the same file, that mean nothing here; `etcd_*` stands for all that begin so. */
  readonly ignore?: readonly string[];
}

export interface RoleAnswer<Host = Unwrapped<HostArgs>> {
  /** Plain arguments; absent when a problem is an error. */
  readonly args?: Omit<ResolvedArgs, "hosts"> & { readonly hosts: Record<string, Host> };
  /** Errors in terms of the role's variables, also those that the arguments' checks find; warnings only of the variables themselves. */
  readonly problems: Problem[];
  /** The role's `enable_kube_vip`. */
  readonly enabled: boolean;
}

/** Turns the role's variables into arguments. Never throws, whatever it is given. */
export function fromRoleVariables<Host extends HostArgs = Unwrapped<HostArgs>>(input: RoleInput<Host>): RoleAnswer<Host> {
  const variables = readVariables(input.variables);
  const inventory = input.inventory === undefined ? { hosts: [], problems: [] } : readInventory(input.inventory, input.group);
  const scopes = scopesOf(variables.map, inventory.hosts, input);
  const values = readValues(scopes.length > 0 ? scopes : [scopeOf([variables.map], new Map())]);
  const given = new Set(scopes.flatMap((scope) => [...scope.all.keys()].filter((name) => scope.given.has(name))).concat([...variables.map.keys()]));
  const converted = convert(new Reader(values.shared, given));
  const hosts = hostsOf(scopes, values, input);
  const unknown = unknownVariables(variables.map, scopes, input.ignore ?? []);
  const own = [
    ...variables.problems, ...inventory.problems, ...unknown, ...values.problems, ...converted.problems, ...hosts.problems,
    ...(scopes.length === 0 && inventory.problems.length === 0 ? [report("role-hosts-missing", "hosts", "No host is given.", "Give the control-plane hosts, or an inventory that names them.")] : []),
  ];
  const args = { ...converted.args, hosts: hosts.hosts };
  const enabled = values.shared.enable_kube_vip !== false;
  const problems = withoutRepeats([...own, ...(enabled ? checkArguments(args, own, scopes.length > 0) : [])]);
  const failed = problems.some((problem) => problem.severity === "error");
  // What the checks passed is complete: they refuse arguments of which something required is missing. Where kube-vip is off, nobody uses them.
  return { ...(failed ? {} : { args: args as unknown as NonNullable<RoleAnswer<Host>["args"]> }), problems, enabled };
}

function readVariables(input: RoleInput["variables"]): { readonly map: ReadonlyMap<string, unknown>; readonly problems: readonly Problem[] } {
  const { value, problems } = typeof input === "string" ? readYaml(input, "roleVariables") : { value: input, problems: [] };
  const map = variablesFrom(value);
  if (map) return { map, problems };
  return { map: new Map(), problems: [report("role-yaml", "roleVariables", "These are no variables: a map of names and values is expected.", "Give the text of a group_vars file.")] };
}

/** A host with its variables, and where it came from. */
export interface HostScope extends Scope {
  readonly key: string;
  readonly name: string;
  readonly fromInventory: boolean;
  /** Names that somebody gave; the others are the role's defaults. */
  readonly given: ReadonlySet<string>;
}

function scopesOf(variables: ReadonlyMap<string, unknown>, inventory: readonly InventoryHost[], input: RoleInput<HostArgs>): readonly HostScope[] {
  const listed = inventory.map((host) => ({ ...host, key: hostKey(host.name), fromInventory: true }));
  const added = Object.keys(input.hosts ?? {}).filter((key) => !listed.some((host) => host.key === key))
    .map((key) => ({ key, name: key, vars: new Map<string, unknown>(), own: new Map<string, unknown>(), fromInventory: false }));
  return [...listed, ...added].map(({ key, name, vars, own, fromInventory }) => {
    const hostVars = new Map([...own, ...Object.entries(input.hostVars?.[name] ?? input.hostVars?.[key] ?? {})]);
    const magic = new Map<string, unknown>([["inventory_hostname", name]]);
    const layers = [vars, variables, hostVars];
    return { ...scopeOf([magic, vars, variables], hostVars, key), key, name, fromInventory, given: new Set(layers.flatMap((layer) => [...layer.keys()])) };
  });
}

function hostsOf<Host extends HostArgs>(scopes: readonly HostScope[], values: Values, input: RoleInput<Host>): { readonly hosts: Record<string, Host>; readonly problems: readonly Problem[] } {
  const mode = values.shared.kube_vip_deploy_mode;
  const interfaceName = interfaceVariable(mode);
  const problems: Problem[] = [];
  const hosts = scopes.map((scope): [string, Host] => {
    const found = scope.fromInventory ? hostFromInventory(scope, scope.name) : { host: {}, problems: [] };
    const own = values.byHost[scope.key] ?? {};
    const routerId = mode === "bgp" && own.kube_vip_bgp_routerid !== "" ? own.kube_vip_bgp_routerid : undefined;
    const host = { ...found.host, interface: values.shared[interfaceName] === undefined ? own[interfaceName] : undefined, routerId, ...input.hosts?.[scope.key] };
    problems.push(...found.problems, ...(scope.fromInventory && input.hosts?.[scope.key]?.address === undefined ? checkHostAddress(scope.name, found.host.address) : []));
    return [scope.key, withoutUndefined(host) as unknown as Host];
  });
  return { hosts: Object.fromEntries(hosts), problems: [...problems, ...checkHostNames(scopes, values, input)] };
}

function checkHostNames(scopes: readonly HostScope[], values: Values, input: RoleInput<HostArgs>): Problem[] {
  const known = new Set(scopes.flatMap((scope) => [scope.key, scope.name]));
  const shared = values.shared.kube_vip_bgp_routerid;
  return [
    ...duplicates(scopes, (scope) => scope.key).map(({ item, first }) => report("role-host-names-collide", "inventory", `The hosts ${first.name} and ${item.name} would both have the key ${item.key}.`, "Rename one of them.")),
    ...Object.keys(input.hostVars ?? {}).filter((name) => !known.has(name)).map((name) => report("role-host-vars-unused", `hostVars.${name}`, "There is no such control-plane host.", "Correct the name, or remove them.")),
    ...(values.shared.kube_vip_deploy_mode === "bgp" && shared !== undefined && shared !== "" && scopes.length > 1
      ? [report("role-router-id-shared", "kube_vip_bgp_routerid", `All ${scopes.length} hosts would have the same router id, so a router keeps the session of one of them only.`, "Leave it empty, so that each host uses its own address, or set it for each host in its host_vars.")]
      : []),
  ];
}

function withoutRepeats(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const text = JSON.stringify([problem.id, problem.field, problem.reason]);
    return !seen.has(text) && seen.add(text);
  });
}

/** Names of all variables of the role. */
export const ROLE_VARIABLE_LIST = ROLE_VARIABLE_NAMES;
