// Which host a control-plane Node is.
import type { NodeFacts } from "../../facts/hostFacts";
import { parseAddress } from "../../settings/addresses";
import { nodeNameOf, type Scene, type SeenHost } from "./scene";

/** What is known of a host that could tell its Node. */
export interface Identity {
  readonly key: string;
  readonly names: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
  readonly machineId: string;
}

function plain(address: string): string {
  return parseAddress(address)?.text ?? address;
}

/** Its own addresses, without the VIPs that it may hold. */
export function identityOf({ vips }: Scene["settings"], host: SeenHost): Identity {
  const addresses = [host.settings.address, ...(host.facts.interfaces ?? []).flatMap((link) => link.addresses.flatMap(({ address, scope }) => (scope === "global" && !link.loopback ? [address] : [])))];
  return {
    key: host.key,
    names: new Set([(nodeNameOf(host) ?? host.facts.system.hostName).toLowerCase()]),
    addresses: new Set(addresses.map(plain).filter((address) => !vips.includes(address))),
    machineId: host.facts.system.machineId,
  };
}

/** Of a host that was not seen only the settings tell, and its key often is its name. */
function unseenIdentity({ hosts }: Scene["settings"], key: string): Identity {
  const host = hosts[key];
  return { key, names: new Set([key, host?.nodeName ?? key].map((name) => name.toLowerCase())), addresses: new Set(host ? [plain(host.address)] : []), machineId: "" };
}

export function identitiesOf({ settings, hosts, unseen, pending }: Scene): Identity[] {
  return [...hosts.map((host) => identityOf(settings, host)), ...[...unseen.map(({ key }) => key), ...pending].map((key) => unseenIdentity(settings, key))];
}

/** Tells the hosts that a Node may be: by name, machine id or address. */
export function hostsByNode(identities: readonly Identity[]): (node: NodeFacts) => readonly string[] {
  const keys = new Map<string, string[]>();
  const note = (mark: string, key: string) => keys.set(mark, [...(keys.get(mark) ?? []), key]);
  for (const { key, names, addresses, machineId } of identities) {
    for (const name of names) note(`name ${name}`, key);
    for (const address of addresses) note(`address ${address}`, key);
    if (machineId !== "") note(`machine ${machineId}`, key);
  }
  return ({ name, internalIps, machineId }) => {
    const marks = [`name ${name.toLowerCase()}`, `machine ${machineId}`, ...internalIps.map((address) => `address ${plain(address)}`)];
    return [...new Set(marks.flatMap((mark) => keys.get(mark) ?? []))];
  };
}

/** Names under which hosts' Nodes are no longer known, with the host of each: what is left of them is not Ready, and the host has a Node of its present name. */
export function formerNodes({ settings, hosts, nodes }: Scene): ReadonlyMap<string, SeenHost> {
  const names = new Set(nodes.map(({ name }) => name));
  const hostsOf = hostsByNode(hosts.map((host) => identityOf(settings, host)));
  return new Map(nodes.flatMap((node): [string, SeenHost][] => {
    const [key, ...others] = hostsOf(node);
    const host = hosts.find((one) => one.key === key);
    const present = host && nodeNameOf(host);
    return node.ready || others.length > 0 || host === undefined || present === undefined || present === node.name || !names.has(present) ? [] : [[node.name, host]];
  }));
}

/** The seen host of a Node's name, as the lease names its holder. */
export function hostOfNode({ settings, hosts, nodes }: Scene, name: string): SeenHost | undefined {
  const lower = name.toLowerCase();
  // A name that was given to another host by mistake is still that of the host whose kubelet bears it.
  const named = hosts.find(({ facts }) => facts.kubelet?.nodeName.toLowerCase() === lower) ?? hosts.find((host) => nodeNameOf(host)?.toLowerCase() === lower);
  const node = named ? undefined : nodes.find((item) => item.name.toLowerCase() === lower);
  if (!node) return named;
  const [key] = hostsByNode(hosts.map((host) => identityOf(settings, host)))(node);
  return hosts.find((host) => host.key === key);
}
