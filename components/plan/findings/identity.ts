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
  const addresses = [host.settings.address, ...(host.facts.interfaces ?? []).flatMap((link) => (link.loopback ? [] : link.addresses.map(({ address }) => address)))];
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

export function isNodeOf(node: NodeFacts, { names, addresses, machineId }: Identity): boolean {
  return names.has(node.name.toLowerCase()) || (machineId !== "" && node.machineId === machineId) || node.internalIps.some((address) => addresses.has(plain(address)));
}

/** Every control-plane Node that some host told, once. */
export function nodesOf({ hosts }: Scene): NodeFacts[] {
  return [...new Map(hosts.flatMap(({ facts }) => (facts.cluster?.controlPlaneNodes ?? []).map((node) => [node.name, node] as const))).values()];
}

/** The seen host of a Node's name, as the lease names its holder. */
export function hostOfNode(scene: Scene, name: string): SeenHost | undefined {
  const lower = name.toLowerCase();
  const named = scene.hosts.find((host) => nodeNameOf(host)?.toLowerCase() === lower);
  const node = named ? undefined : nodesOf(scene).find((item) => item.name.toLowerCase() === lower);
  return named ?? (node && scene.hosts.find((host) => isNodeOf(node, identityOf(scene.settings, host))));
}
