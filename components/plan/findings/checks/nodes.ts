// The cluster's control-plane Nodes beside the hosts of the settings.
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { formerNodes, hostsByNode, identitiesOf, identityOf } from "../identity";
import { nodeNameOf, type Scene, type SeenHost } from "../scene";
import { listed } from "../text";
import { lacksQuorum } from "./removals";

export const nodesFamily = findingFamily("Control-plane Nodes", {
  "node-missing-in-hosts": {
    severity: "warning",
    title: "A control-plane Node is none of the hosts",
    meaning: "It gets no kube-vip, so it can never hold the VIP; or it runs one that is not managed here and may hold the VIP with other settings.",
    seen: "The cluster lists a Node with the control-plane role whose name, address and machine id fit no host. Silent where so many are left out that `hosts-without-quorum` tells of them.",
    remedy: "Add it to `hosts`, or remove the Node from the cluster if it is gone (`kubectl drain`, `kubeadm reset` on it, `kubectl delete node`).",
  },
  "node-renamed": {
    severity: "warning",
    title: "A Node is a host's former one",
    meaning: "kubelet calls the host's Node otherwise now, and kube-vip stands for election under that name; what is there under the old one is a Node without a machine, which load balancing and quorum must not count on. The other findings leave it out.",
    seen: "A control-plane Node that is not Ready has the machine id or an address of a host whose kubelet calls its Node otherwise, and that other Node is there too.",
    remedy: "Delete the old one: `kubectl delete node NAME`.",
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

export function checkNodes(whole: Scene): Finding[] {
  const former = formerNodes(whole);
  const scene = { ...whole, nodes: whole.nodes.filter(({ name }) => !former.has(name)) };
  if (scene.nodes.length === 0) return [];
  const hostsOf = hostsByNode(identitiesOf(scene));
  return [...checkRenamed(former), ...checkMissing(scene, hostsOf), ...checkHosts(scene), ...checkReady(scene, hostsOf), ...checkNumber(scene)];
}

type HostsOf = ReturnType<typeof hostsByNode>;

function checkRenamed(former: ReadonlyMap<string, SeenHost>): Finding[] {
  return [...former].map(([name, host]) => report("node-renamed", [host.key], `Host ${host.key} is the Node ${nodeNameOf(host)}; the Node ${name}, which is not Ready, was the same machine under another name.`, `Delete the old one: \`kubectl delete node ${name}\`.`));
}

function checkMissing(scene: Scene, hostsOf: HostsOf): Finding[] {
  if (lacksQuorum(scene)) return [];
  return scene.nodes.filter((node) => hostsOf(node).length === 0).map(({ name, internalIps }) =>
    report("node-missing-in-hosts", [], `The control-plane Node ${name}${internalIps.length > 0 ? ` (${listed(internalIps)})` : ""} is none of the hosts.`));
}

function checkHosts({ settings, hosts, nodes }: Scene): Finding[] {
  const identities = hosts.map((host) => identityOf(settings, host));
  const found = new Set(nodes.flatMap(hostsByNode(identities)));
  return identities.filter(({ key }) => !found.has(key)).map(({ key, names }) =>
    report("host-not-control-plane", [key], `Host ${key} (Node ${listed([...names])}) is none of the cluster's control-plane Nodes, which are ${listed(nodes.map(({ name }) => name))}.`));
}

function checkReady({ nodes }: Scene, hostsOf: HostsOf): Finding[] {
  return nodes.filter(({ ready }) => !ready).map((node) => report("node-not-ready", hostsOf(node), `The control-plane Node ${node.name} is not Ready.`));
}

function checkNumber({ settings, nodes: { length } }: Scene): Finding[] {
  if (length === Object.keys(settings.hosts).length || length % 2 === 1 && length > 1) return [];
  const text = `The cluster has ${length} control-plane ${length === 1 ? "Node" : "Nodes"}, and ${Object.keys(settings.hosts).length} hosts are given.`;
  return [report(length === 1 ? "cluster-of-one" : length === 2 ? "cluster-of-two" : "cluster-even", [], text)];
}
