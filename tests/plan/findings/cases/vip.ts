// Faults around the VIP itself.
import type { Case } from "../cases";
import { type AllFacts, type Facts, VIP } from "../samples";

const STRANGER = "aa:bb:cc:dd:ee:ff";
const UNSEEN = { cp3: { kind: "unseen" as const, reason: "connection refused" } };

function answered(facts: Facts, macs: string[], httpCode = 0): void {
  facts.vips![0] = { vip: VIP, answeredBy: macs, probedFrom: "eth0", healthz: { httpCode, latencyMs: 1, failure: httpCode === 0 ? "Connection timed out" : "" } };
}

function holds(facts: Facts, prefixLength: number): void {
  facts.vips![0] = { vip: VIP, interface: "eth0", prefixLength };
}

/** One host has the VIP, and the others hear it. */
function held(hosts: AllFacts, holder: keyof AllFacts, prefixLength = 32): void {
  for (const facts of Object.values(hosts)) answered(facts, [hosts[holder].interfaces![1]!.mac]);
  holds(hosts[holder], prefixLength);
}

function withoutHealthz(hosts: AllFacts): void {
  for (const facts of Object.values(hosts)) delete facts.vips![0]!.healthz;
}

/** The hosts' network is another one than the VIP's. */
export function elsewhere(facts: Facts, last: number): void {
  const address = `10.7.0.${last}`;
  facts.interfaces![1]!.addresses[0] = { ...facts.interfaces![1]!.addresses[0]!, address };
  facts.routes = [{ family: 4, destination: "default", gateway: "10.7.0.1", interface: "eth0" }, { family: 4, destination: "10.7.0.0/24", interface: "eth0", source: address }];
}

/** What the hosts' API servers say to kube-vip before it announces the VIP. */
function gated(httpCode: number, failure = ""): (hosts: AllFacts) => void {
  return (hosts) => Object.values(hosts).forEach((facts) => (facts.apiServer!.gate = { httpCode, latencyMs: 1, failure }));
}

const GATE = "https://kubernetes:6443/livez, asked without credentials,";

export const vipCases: readonly Case[] = [
  { id: "announcement-refused", when: "anonymous access is off", hosts: ["cp1", "cp2", "cp3"], from: "bgp", says: `Hosts cp1, cp2 and cp3: ${GATE} answers 401.`, facts: gated(401) },
  { id: "announcement-refused", when: "on one host alone, for what everybody may not read", hosts: ["cp2"], from: "bgp", says: `Host cp2: ${GATE} answers 403.`, facts: ({ cp2 }) => { cp2.apiServer!.gate = { httpCode: 403, latencyMs: 1, failure: "" }; } },
  { id: "announcement-impossible", when: "nobody listens there", hosts: ["cp1", "cp2", "cp3"], from: "bgp", says: `${GATE} does not answer (Connection refused).`, facts: gated(0, "Connection refused.") },
  { id: "announcement-impossible", when: "it is another program", hosts: ["cp1", "cp2", "cp3"], from: "bgp", says: `${GATE} answers 404.`, facts: gated(404) },
  {
    id: "vip-held-by-stranger", when: "nothing is installed yet", hosts: ["cp2"], from: "bare", says: `${VIP} is answered for by ${STRANGER}, as host cp2 saw, and no interface of any of the hosts has that MAC.`,
    facts: ({ cp2 }) => answered(cp2, [STRANGER.toUpperCase()]),
  },
  {
    id: "vip-held-by-stranger", when: "it answers beside the holder", hosts: ["cp2", "cp3"], says: `${STRANGER}, as hosts cp2 and cp3 saw`,
    facts: ({ cp2, cp3 }) => [cp2, cp3].forEach((facts) => answered(facts, [STRANGER, "52:54:00:00:00:11"], 200)),
  },
  { id: "vip-held-by-stranger", when: "it is a VRRP router", hosts: ["cp1"], from: "bare", says: "00:00:5e:00:01:33 (the address of VRRP group 51: a router or keepalived)", facts: ({ cp1 }) => answered(cp1, ["00:00:5e:00:01:33"]) },
  {
    id: "vip-answered-by-unknown", when: "a host was not seen", hosts: ["cp2"], also: ["host-unseen"], from: "bare", says: "but host cp3 was not seen",
    facts: ({ cp2 }) => answered(cp2, [STRANGER]), observations: UNSEEN,
  },
  { id: "vip-answered-by-unknown", when: "a host's interfaces are not known", hosts: ["cp2"], from: "bare", says: "the interfaces of host cp1 are not known", facts: ({ cp1, cp2 }) => { delete cp1.interfaces; answered(cp2, [STRANGER]); } },
  {
    id: "vip-answered-by-unknown", when: "the lease names a Node outside", hosts: ["cp1"], also: ["lease-held-outside"], from: "bare", says: "the lease names the Node cp9, which is none of the hosts",
    facts: ({ cp1 }) => { answered(cp1, [STRANGER]); cp1.cluster!.lease = { holder: "cp9", ageMs: 500, durationSeconds: 15, transitions: 1 }; },
  },
  { id: "vip-on-two-hosts", when: "two have it", hosts: ["cp1", "cp3"], says: `${VIP} is on 2 hosts at once: cp1 (eth0) and cp3 (eth0).`, facts: ({ cp3 }) => holds(cp3, 32) },
  { id: "vip-holder-disagrees", when: "another host has it", hosts: ["cp2", "cp1"], says: `The lease names cp2 as holder of ${VIP}, but host cp1 has it.`, facts: (hosts) => Object.values(hosts).forEach((facts) => { facts.cluster!.lease!.holder = "cp2"; }) },
  {
    id: "vip-holder-disagrees", when: "nobody has it", hosts: ["cp1"], says: "no host has it", also: ["vip-unanswered"],
    facts: (hosts) => Object.values(hosts).forEach((facts) => answered(facts, [])),
  },
  {
    id: "vip-holder-disagrees", when: "another host has it although the elected one is to provide it", hosts: ["cp2", "cp1"], also: ["vip-left-behind"], says: "The lease names cp2 as holder",
    facts: (hosts) => { Object.values(hosts).forEach((facts) => { facts.cluster!.lease!.holder = "cp2"; }); hosts.cp1.kubeVips = []; },
  },
  {
    id: "vip-is-own-address", when: "it comes with a network", hosts: ["cp2"], from: "bare", says: `${VIP}/24 is on eth0 of host cp2 with the prefix length of a network`,
    facts: (hosts) => held(hosts, "cp2", 24),
  },
  { id: "vip-is-own-address", when: "kubelet was told to use it", hosts: ["cp2"], from: "bare", says: "kubelet there was told to use it", facts: (hosts) => { held(hosts, "cp2"); hosts.cp2.kubelet!.nodeIp = VIP; } },
  {
    id: "vip-held-by-other-manager", when: "ucarp runs", hosts: ["cp2"], from: "bare", also: ["other-vip-manager"], says: "ucarp (process 41) runs",
    facts: (hosts) => { held(hosts, "cp2"); hosts.cp2.otherVipManagers = [{ name: "ucarp", pid: 41 }]; },
  },
  {
    id: "vip-managed-by-keepalived", when: "nobody said that it is to be taken over", hosts: ["cp2"], from: "bare", also: ["other-vip-manager"], remedy: "Set `rollout.takeOver: keepalived` with `observe: require` to take the VIP over without giving it up, choose another VIP, or stop and disable keepalived on all hosts by hand.", says: `${VIP}/32 is on eth0 of host cp2, where keepalived runs and no kube-vip provides it.`,
    facts: (hosts) => { held(hosts, "cp2"); hosts.cp2.otherVipManagers = [{ name: "keepalived", pid: 41 }, { name: "keepalived", pid: 42 }]; },
  },
  {
    id: "vip-managed-by-keepalived", when: "it has an interface of its own there, with a MAC of VRRP", hosts: ["cp2"], from: "bare", also: ["other-vip-manager"], says: `${VIP}/24 is on vrrp.51 of host cp2`,
    facts: (hosts) => {
      hosts.cp2.interfaces!.push({ ...hosts.cp2.interfaces![1]!, name: "vrrp.51", kind: "macvlan", mac: "00:00:5e:00:01:33", addresses: [{ address: VIP, prefixLength: 24, scope: "global", tentative: false, dadFailed: false, deprecated: false }] });
      hosts.cp2.routes!.push({ family: 4, destination: "192.168.1.0/24", interface: "vrrp.51", source: VIP });
      Object.values(hosts).forEach((facts) => { facts.vips = [{ vip: VIP, answeredBy: ["00:00:5e:00:01:33"], probedFrom: "eth0" }]; });
      hosts.cp2.vips = [{ vip: VIP, interface: "vrrp.51", prefixLength: 24 }];
      hosts.cp2.otherVipManagers = [{ name: "keepalived", pid: 41 }];
    },
  },
  { id: "vip-left-behind", when: "kube-vip is gone", hosts: ["cp1"], from: "bare", says: `${VIP}/32 is on eth0 of host cp1, and no kube-vip that provides it runs there.`, facts: (hosts) => held(hosts, "cp1") },
  { id: "vip-left-behind", when: "kube-vip there provides another VIP", hosts: ["cp1"], also: ["kube-vips-differ"], says: VIP, facts: ({ cp1 }) => { cp1.kubeVips![0]!.environment = { ...cp1.kubeVips![0]!.environment, address: "192.168.1.99" }; } },
  { id: "vip-in-pod-range", when: "Pods share the network", hosts: [], says: `${VIP} lies in 192.168.0.0/16`, facts: ({ cp1 }) => { cp1.cluster!.podCidrs = ["192.168.0.0/16"]; } },
  { id: "vip-in-service-range", when: "Services share the network", hosts: [], says: `${VIP} lies in 192.168.1.64/26`, facts: ({ cp2 }) => { cp2.cluster!.serviceCidrs = ["fd00::/108", "192.168.1.64/26"]; } },
  {
    id: "vip-not-on-link", when: "the interface was given", hosts: ["cp1", "cp2", "cp3"], from: "bare", settings: { interface: "eth0" }, says: `${VIP} is in no network of eth0 on hosts cp1, cp2 and cp3`,
    facts: (hosts) => Object.values(hosts).forEach((facts, index) => elsewhere(facts, index + 11)),
  },
  {
    id: "vip-not-on-link", when: "another interface would fit", hosts: ["cp1", "cp2", "cp3"], from: "bare", settings: { interface: "eth1" }, says: "is in no network of eth1", remedy: "Set `interface` to `eth0`, whose network 192.168.1.0/24 holds the VIP.",
    facts: (hosts) => Object.values(hosts).forEach((facts, index) => facts.interfaces!.push({ ...facts.interfaces![1]!, name: "eth1", mac: `52:54:00:00:01:1${index}`, addresses: [] })),
  },
  {
    id: "hosts-on-different-segments", when: "one host is behind a router", hosts: ["cp3"], from: "bare", says: `${VIP} is on-link on hosts cp1 and cp2 (network 192.168.1.0/24), but not on host cp3`,
    facts: ({ cp3 }) => elsewhere(cp3, 13),
  },
  {
    id: "hosts-on-different-segments", when: "the VIP's network is a second one on some", hosts: ["cp3"], from: "bare", settings: { vip: "10.8.0.100" }, also: ["certificate-lacks-vip"],
    says: "10.8.0.100 is on-link on hosts cp1 and cp2 (network 10.8.0.0/24), but not on host cp3 (network 192.168.1.0/24).",
    facts: (hosts) => {
      for (const facts of Object.values(hosts)) facts.vips = [{ vip: "10.8.0.100", answeredBy: [], probedFrom: "eth0" }];
      [hosts.cp1, hosts.cp2].forEach((facts) => facts.routes!.push({ family: 4, destination: "10.8.0.0/24", interface: "eth0" }));
    },
  },
  { id: "vip-unanswered", when: "nobody gets an answer", hosts: ["cp1", "cp2", "cp3"], says: "cp1: Connection refused; cp2, cp3: Connection timed out", facts: (hosts) => Object.entries(hosts).forEach(([key, facts]) => { facts.vips![0]!.healthz = { httpCode: 0, latencyMs: 0, failure: key === "cp1" ? "Connection refused" : "Connection timed out" }; }) },
  { id: "vip-unreachable-from-host", when: "one host is cut off", hosts: ["cp3"], says: `${VIP} answers hosts cp1 and cp2 and not host cp3 (cp3: Connection timed out).`, facts: ({ cp3 }) => { cp3.vips![0]!.healthz = { httpCode: 0, latencyMs: 0, failure: "Connection timed out" }; } },
  { id: "vip-unhealthy", when: "etcd is away", hosts: ["cp1", "cp2", "cp3"], says: `${VIP} answers 500 to hosts cp1, cp2 and cp3.`, facts: (hosts) => Object.values(hosts).forEach((facts) => { facts.vips![0]!.healthz!.httpCode = 500; }) },
  { id: "arp-filtered", when: "two hosts hear nothing", hosts: ["cp2", "cp3"], says: `Host cp1 has ${VIP}, but hosts cp2 and cp3, on the same network, got no ARP answer for it.`, facts: (hosts) => { withoutHealthz(hosts); hosts.cp2.vips![0]!.answeredBy = []; hosts.cp3.vips![0]!.answeredBy = []; } },
];
