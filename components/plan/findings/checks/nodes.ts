// The cluster's control-plane Nodes beside the hosts of the settings.
import type { NodeFacts } from "../../../facts/hostFacts";
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { sameAddress } from "../networks";
import { nodeNameOf, type Scene } from "../scene";
import { listed } from "../text";

export const nodesFamily = findingFamily("Control-plane Nodes", {
  "node-missing-in-hosts": {
    severity: "warning",
    title: "A control-plane Node is none of the hosts",
    meaning: "It gets no kube-vip, so it can never hold the VIP; or it runs one that is not managed here and may hold the VIP with other settings.",
    seen: "The cluster lists a Node with the control-plane role whose name, address and machine id fit no host.",
    remedy: "Add it to `hosts`, or remove the Node from the cluster if it is gone.",
  },
  "host-not-control-plane": {
    severity: "warning",
    title: "A host is no control-plane Node",
    meaning: "kube-vip's load balancing takes Nodes with the label `node-role.kubernetes.io/control-plane` as back ends only, and a worker has no API server for the VIP.",
    seen: "The cluster lists control-plane Nodes, and the host is none of them.",
    remedy: "Label the Node, let it join as control plane, or remove it from `hosts`.",
  },
  "node-not-ready": {
    severity: "warning",
    title: "A control-plane Node is not Ready",
    meaning: "From v0.8.10 on kube-vip's load balancing leaves it out; kubelet there may not start Pods.",
    seen: "The Node's condition Ready is not True.",
    remedy: "See `kubectl describe node NAME` (kubelet, CNI, disk).",
  },
  "cluster-of-two": {
    severity: "warning",
    title: "The cluster has two control planes",
    meaning: "etcd loses its quorum when either dies, and then the lease cannot move and the VIP is gone (kube-vip #748).",
    seen: "The cluster's control-plane Nodes, where they are not as many as `hosts`, of which the settings' own check tells.",
    remedy: "Add a third control plane.",
  },
  "cluster-of-one": {
    severity: "info",
    title: "The cluster has one control plane",
    meaning: "No host could take over the VIP.",
    seen: "The cluster's control-plane Nodes, where they are not as many as `hosts`.",
    remedy: "Let the other hosts join the cluster.",
  },
  "cluster-even": {
    severity: "info",
    title: "The cluster has an even number of control planes",
    meaning: "It survives no more losses than with one less.",
    seen: "The cluster's control-plane Nodes, where they are not as many as `hosts`.",
    remedy: "Use an odd number of control planes.",
  },
});
const { report } = nodesFamily;

export function checkNodes(scene: Scene): Finding[] {
  const nodes = nodesOf(scene);
  return nodes.length === 0 ? [] : [...checkMissing(scene, nodes), ...checkHosts(scene, nodes), ...checkReady(scene, nodes), ...checkNumber(scene, nodes)];
}

/** Every control-plane Node that some host told, once. */
export function nodesOf({ hosts }: Scene): NodeFacts[] {
  return [...new Map(hosts.flatMap(({ facts }) => (facts.cluster?.controlPlaneNodes ?? []).map((node) => [node.name, node] as const))).values()];
}

/** What is known of a host that could tell its Node. */
interface Identity {
  readonly key: string;
  readonly names: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
  readonly machineId: string;
}

function identitiesOf({ hosts, unseen, pending, settings }: Scene): Identity[] {
  const seen = hosts.map((host) => ({
    key: host.key,
    names: new Set([nodeNameOf(host) ?? host.facts.system.hostName].map((name) => name.toLowerCase())),
    addresses: new Set([host.settings.address, ...(host.facts.interfaces ?? []).flatMap(({ addresses }) => addresses.map(({ address }) => address))].filter((address) => !settings.vips.includes(address))),
    machineId: host.facts.system.machineId,
  }));
  const others = [...unseen.map(({ key }) => key), ...pending].map((key) => ({
    key, names: new Set([key, settings.hosts[key]?.nodeName ?? key].map((name) => name.toLowerCase())), addresses: new Set([settings.hosts[key]?.address ?? ""]), machineId: "",
  }));
  return [...seen, ...others];
}

function isSame(node: NodeFacts, { names, addresses, machineId }: Identity): boolean {
  return names.has(node.name.toLowerCase()) || (machineId !== "" && node.machineId === machineId) || node.internalIps.some((address) => addresses.has(address) || [...addresses].some((own) => sameAddress(own, address)));
}

function checkMissing(scene: Scene, nodes: readonly NodeFacts[]): Finding[] {
  const identities = identitiesOf(scene);
  return nodes.filter((node) => !identities.some((host) => isSame(node, host))).map(({ name, internalIps }) =>
    report("node-missing-in-hosts", [], `The control-plane Node ${name}${internalIps.length > 0 ? ` (${listed(internalIps)})` : ""} is none of the hosts.`));
}

function checkHosts(scene: Scene, nodes: readonly NodeFacts[]): Finding[] {
  const seen = new Set(scene.hosts.map(({ key }) => key));
  return identitiesOf(scene).filter((host) => seen.has(host.key) && !nodes.some((node) => isSame(node, host))).map(({ key, names }) =>
    report("host-not-control-plane", [key], `Host ${key} (Node ${listed([...names])}) is none of the cluster's control-plane Nodes, which are ${listed(nodes.map(({ name }) => name))}.`));
}

function checkReady(scene: Scene, nodes: readonly NodeFacts[]): Finding[] {
  const identities = identitiesOf(scene);
  return nodes.filter(({ ready }) => !ready).map((node) =>
    report("node-not-ready", identities.filter((host) => isSame(node, host)).map(({ key }) => key), `The control-plane Node ${node.name} is not Ready.`));
}

function checkNumber({ settings }: Scene, { length }: readonly NodeFacts[]): Finding[] {
  if (length === Object.keys(settings.hosts).length || length % 2 === 1 && length > 1) return [];
  const text = `The cluster has ${length} control-plane ${length === 1 ? "Node" : "Nodes"}, and ${Object.keys(settings.hosts).length} hosts are given.`;
  return [report(length === 1 ? "cluster-of-one" : length === 2 ? "cluster-of-two" : "cluster-even", [], text)];
}
