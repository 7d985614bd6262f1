// Faults of hosts to which IPVS sends packets on as they are, by direct routing or tunnels.
import type { Case } from "../cases";
import { type AllFacts, VIP, VIP6 } from "../samples";

const DIRECT = { "loadBalancer.forwardingMethod": "directroute" };
const TUNNEL = { "loadBalancer.forwardingMethod": "tunnel" };
const ALL = ["cp1", "cp2", "cp3"];

/** As an operator sets them up: the VIPs on loopback too, the end of a tunnel. */
export function readyBackends(hosts: AllFacts, vips: readonly string[] = [VIP]): void {
  for (const { interfaces, sysctls } of Object.values(hosts)) {
    const [lo, eth0] = interfaces!;
    for (const vip of vips) lo!.addresses.push({ ...eth0!.addresses[0]!, address: vip, prefixLength: vip.includes(":") ? 128 : 32 });
    interfaces!.push(...["ipip", "ip6tnl"].map((kind) => ({ ...eth0!, name: kind === "ipip" ? "tunl0" : "ip6tnl0", kind, mac: "", arp: false, addresses: [] })));
    Object.assign(sysctls!, { "net.ipv4.conf.all.arp_announce": "2", "net.ipv4.conf.eth0.arp_announce": "0" });
  }
}

function ready(change: (hosts: AllFacts) => void, vips?: readonly string[]): (hosts: AllFacts) => void {
  return (hosts) => {
    readyBackends(hosts, vips);
    change(hosts);
  };
}

function without(facts: AllFacts["cp1"], name: string): void {
  facts.interfaces = facts.interfaces!.filter((link) => link.name !== name);
}

export const backendCases: readonly Case[] = [
  { id: "bypass-answers-nobody", when: "it is asked for", hosts: [], settings: { "loadBalancer.forwardingMethod": "bypass" }, says: `With \`bypass\` the holder's kernel drops every connection to ${VIP}.` },
  { id: "backend-lacks-vip", when: "nobody put it there", hosts: ALL, settings: DIRECT, says: `Hosts cp1, cp2 and cp3 do not have ${VIP} on loopback` },
  { id: "backend-lacks-vip", when: "one host was forgotten", hosts: ["cp3"], settings: DIRECT, says: `Host cp3 does not have ${VIP} on loopback`, facts: ready(({ cp3 }) => cp3.interfaces![0]!.addresses.pop()) },
  { id: "backend-lacks-vip", when: "of two VIPs one is there", hosts: ["cp1", "cp2", "cp3"], from: "dual", settings: { ...DIRECT, vip: `${VIP},${VIP6}` }, says: `do not have ${VIP6} on loopback`, also: ["ipvs-other-family"], facts: ready(() => {}) },
  { id: "tunnel-end-down", when: "the module is not loaded on one, and nobody switched it on on the others", hosts: ["cp1", "cp2", "cp3"], settings: TUNNEL, says: "On hosts cp1 and cp2 tunl0 is down.", facts: ready(({ cp1, cp2, cp3 }) => { [cp1, cp2].forEach((facts) => { facts.interfaces![2]!.up = false; }); without(cp3, "tunl0"); }) },
  { id: "tunnel-end-down", when: "of an IPv6 VIP", hosts: ["cp2"], from: "dual", settings: { ...TUNNEL, vip: `${VIP},${VIP6}` }, says: "On host cp2 there is no interface of the kind ip6tnl.", also: ["ipvs-other-family"], facts: ready(({ cp2 }) => without(cp2, "ip6tnl0"), [VIP, VIP6]) },
  { id: "rp-filter-drops-tunnel", when: "the filter is strict", hosts: ["cp1"], settings: TUNNEL, says: "net.ipv4.conf.all.rp_filter is 1 and net.ipv4.conf.default.rp_filter is 0", facts: ready(({ cp1 }) => { cp1.sysctls!["net.ipv4.conf.all.rp_filter"] = "1"; cp1.sysctls!["net.ipv4.conf.default.rp_filter"] = "0"; }) },
  { id: "backend-answers-arp", when: "nothing keeps ARP down", hosts: ALL, settings: DIRECT, says: "net.ipv4.conf.all.arp_ignore is 0 and net.ipv4.conf.eth0.arp_ignore is 0", facts: ready((hosts) => Object.values(hosts).forEach((facts) => { facts.sysctls!["net.ipv4.conf.all.arp_ignore"] = "0"; })) },
  { id: "backend-announces-arp", when: "one host was forgotten", hosts: ["cp2"], settings: TUNNEL, says: "On host cp2 net.ipv4.conf.all.arp_announce is 1 and net.ipv4.conf.eth0.arp_announce is 0.", facts: ready(({ cp2 }) => { cp2.sysctls!["net.ipv4.conf.all.arp_announce"] = "1"; }) },
];
