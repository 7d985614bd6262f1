// Faults of Nodes, lease and kube-proxy.
import type { Case } from "../cases";
import { type AllFacts, VIP, VIP6 } from "../samples";

function each(change: (facts: AllFacts["cp1"]) => void): (hosts: AllFacts) => void {
  return (hosts) => Object.values(hosts).forEach(change);
}

const IPVS = { mode: "ipvs", strictArp: true, excludeCidrs: [`${VIP}/32`] };

function withNodes(...names: string[]): (hosts: AllFacts) => void {
  return each((facts) => {
    facts.cluster!.controlPlaneNodes = names.map((name, index) => ({ name, internalIps: [`192.168.1.1${index + 1}`], ready: true, kubeletVersion: "v1.34.4", machineId: `${index + 1}`.repeat(32) }));
  });
}

const MASQUERADE = { loadBalancer: { forwardingMethod: "masquerade" } };

export const clusterCases: readonly Case[] = [
  { id: "node-missing-in-hosts", when: "the cluster has a fourth and a fifth", hosts: [], says: "The control-plane Node cp4 (192.168.1.14) is none of the hosts.", facts: withNodes("cp1", "cp2", "cp3", "cp4", "cp5") },
  {
    id: "node-renamed", when: "its old Node is still there", hosts: ["cp2"], says: "Host cp2 is the Node cp2; the Node old, which is not Ready, was the same machine under another name.",
    facts: each((facts) => { facts.cluster!.controlPlaneNodes!.push({ name: "old", internalIps: ["10.9.9.9"], ready: false, kubeletVersion: "v1.34.4", machineId: "2".repeat(32) }); }),
  },
  { id: "hosts-without-quorum", when: "two of three go at once", hosts: [], settings: { "hosts.cp1": undefined, "hosts.cp2": undefined }, also: ["lease-held-outside", "vip-answered-by-unknown"], says: "Of the cluster's 3 control-plane Nodes cp1 and cp2 are none of the hosts" },
  {
    id: "vip-without-heir", when: "the holder goes and the API server of the last host is silent", hosts: ["cp3"], settings: { "hosts.cp1": undefined, "hosts.cp2": undefined }, also: ["api-server-down", "vip-held-by-stranger"],
    says: `${VIP} answers on a control plane that is none of the hosts, as host cp3 saw, and the API server of host cp3 is silent.`,
    facts: ({ cp3 }) => { cp3.apiServer!.healthz = { httpCode: 0, latencyMs: 1, failure: "Connection refused" }; cp3.cluster = {}; },
  },
  { id: "host-not-control-plane", when: "a worker is listed", hosts: ["cp3"], also: ["cluster-of-two"], says: "Host cp3 (Node cp3) is none of the cluster's control-plane Nodes, which are cp1 and cp2.", facts: withNodes("cp1", "cp2") },
  { id: "node-not-ready", when: "one is not", hosts: ["cp2"], says: "The control-plane Node cp2 is not Ready.", facts: each((facts) => { facts.cluster!.controlPlaneNodes![1]!.ready = false; }) },
  { id: "cluster-of-two", when: "the third has not joined", hosts: [], also: ["host-not-control-plane"], says: "The cluster has 2 control-plane Nodes, and 3 hosts are given.", facts: withNodes("cp1", "cp2") },
  { id: "cluster-of-one", when: "the others have not joined", hosts: [], also: ["host-not-control-plane"], says: "The cluster has 1 control-plane Node, and 3 hosts are given.", facts: withNodes("cp1") },
  { id: "cluster-even", when: "there is a fourth", hosts: [], also: ["node-missing-in-hosts"], says: "The cluster has 4 control-plane Nodes, and 3 hosts are given.", facts: withNodes("cp1", "cp2", "cp3", "cp4") },
  { id: "lease-held-outside", when: "a fourth host takes part", hosts: [], says: "The lease plndr-cp-lock names the Node cp9, which is none of the hosts.", facts: each((facts) => { facts.cluster!.lease!.holder = "cp9"; }) },
  { id: "lease-stale", when: "nobody renews it", hosts: ["cp1", "cp2", "cp3"], says: "the lease (holder cp1) was last renewed 60 s ago, and it lasts 15 s.", facts: each((facts) => { facts.cluster!.lease!.ageMs = 60_000; }) },
  {
    id: "lease-tight-for-etcd", when: "etcd's disk is slow", hosts: ["cp2"], settings: { leaderElection: { leaseDurationSeconds: 5, renewDeadlineSeconds: 3, retryPeriodSeconds: 1 } }, says: "(cp2: mean 300 ms, 99 % within 2 s), and the lease's times are 5/3/1 s.",
    facts: ({ cp2 }) => { cp2.apiServer!.leaseWrites = { count: 900, meanMs: 300, p99Ms: 2000 }; },
  },
  { id: "lease-tight-for-etcd", when: "slower than can be measured", hosts: ["cp2"], says: "99 % within more than can be told", facts: ({ cp2 }) => { cp2.apiServer!.leaseWrites = { count: 900, meanMs: 300, p99Ms: Infinity }; } },
  { id: "kube-proxy-without-strict-arp", when: "in IPVS mode", hosts: [], says: "strictARP off", facts: each((facts) => { facts.cluster!.kubeProxy = { ...IPVS, strictArp: false }; }) },
  { id: "kube-proxy-strict-arp-hides-vip", when: "in BGP mode", hosts: ["cp1", "cp2", "cp3"], from: "bgp", says: "the VIP is on lo", facts: each((facts) => { facts.cluster!.kubeProxy = IPVS; }) },
  {
    id: "ipvs-lacks-backend", when: "one is not behind the VIP, and one gets nothing", hosts: ["cp1"], settings: MASQUERADE, says: `Host cp1 has ${VIP}, and IPVS sends connections to 192.168.1.11 alone; cp2 and cp3 are Ready control planes too.`,
    facts: ({ cp1 }) => { const { backends } = cp1.ipvs![0]!; backends.pop(); backends[1]!.weight = 0; },
  },
  { id: "ipvs-lacks-backend", when: "there is no service yet", hosts: ["cp1"], settings: MASQUERADE, says: "IPVS has no service for it yet; cp1, cp2 and cp3 are Ready control planes too.", facts: ({ cp1 }) => { cp1.ipvs = []; } },
  { id: "ipvs-without-backends", when: "the service is empty", hosts: ["cp1"], says: `Host cp1 has ${VIP}, with an IPVS service at port 6443 that sends connections nowhere.`, facts: ({ cp1 }) => { cp1.ipvs![0]!.backends = []; } },
  { id: "ipvs-other-family", when: "Nodes are IPv4 alone", hosts: [], from: "dual", settings: { ...MASQUERADE, vip: `${VIP},${VIP6}` }, says: `None of the control-plane Nodes cp1, cp2 and cp3 has an IPv6 address, so kube-vip spreads no connections to ${VIP6}.` },
  { id: "kube-proxy-removes-ipvs", when: "the VIP is not excluded", hosts: [], says: `its excludeCIDRs (10.0.0.0/8) do not hold ${VIP}.`, facts: each((facts) => { facts.cluster!.kubeProxy = { ...IPVS, excludeCidrs: ["10.0.0.0/8"] }; }) },
];
