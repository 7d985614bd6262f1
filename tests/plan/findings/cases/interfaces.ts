// Faults of the interfaces and the kernel.
import type { Case } from "../cases";
import { type Facts, VIP6 } from "../samples";
import { elsewhere } from "./vip";

const DUAL = { vip: `192.168.1.100,${VIP6}` };
const GIVEN = { interface: "eth0" };

function eth0(facts: Facts) {
  return facts.interfaces![1]!;
}

export const interfaceCases: readonly Case[] = [
  { id: "interface-missing", when: "the name is wrong", hosts: ["cp1", "cp2", "cp3"], settings: { interface: "ens18" }, says: "Host cp1 has no interface ens18; it has eth0.", remedy: "Set `interface` to `eth0`, whose network 192.168.1.0/24 holds the VIP." },
  {
    id: "interface-not-found", when: "no network holds the VIP", hosts: ["cp1", "cp2", "cp3"], from: "bare", says: "No network of host cp1 holds 192.168.1.100.",
    facts: (hosts) => Object.values(hosts).forEach((facts, index) => elsewhere(facts, index + 11)),
  },
  {
    id: "interface-ambiguous", when: "two interfaces are in one network", hosts: ["cp2"], says: "On host cp2 eth0 (192.168.1.0/24) and eth1 (192.168.1.0/24) hold 192.168.1.100 alike; eth1 would be taken.",
    facts: ({ cp2 }) => { cp2.interfaces!.push({ ...eth0(cp2), name: "eth1", mac: "52:54:00:00:02:12", addresses: [] }); cp2.routes!.push({ family: 4, destination: "192.168.1.0/24", interface: "eth1", source: "192.168.1.22", metric: 100 }); },
  },
  { id: "interface-down", when: "it has no carrier", hosts: ["cp3"], says: "eth0 on host cp3 is down: it has no carrier.", facts: ({ cp3 }) => { eth0(cp3).carrier = false; } },
  { id: "interface-down", when: "it is switched off", hosts: ["cp3"], says: "it is switched off.", facts: ({ cp3 }) => { eth0(cp3).up = false; } },
  { id: "interface-down", when: "it is switched off, so it has no carrier either", hosts: ["cp3"], says: "it is switched off or has no carrier.", facts: ({ cp3 }) => { eth0(cp3).up = false; eth0(cp3).carrier = false; } },
  { id: "interface-is-slave", when: "it is part of a bond", hosts: ["cp2"], settings: GIVEN, says: "eth0 on host cp2 is a part of bond0.", remedy: "Set `interface` to `bond0`.", facts: ({ cp2 }) => { eth0(cp2).master = "bond0"; } },
  { id: "interface-is-loopback", when: "a loopback of another name is given", hosts: ["cp2"], settings: GIVEN, says: "eth0 on host cp2 is a loopback device.", also: ["hosts-on-different-segments"], from: "bare", facts: ({ cp2 }) => { eth0(cp2).loopback = true; cp2.routes!.pop(); } },
  { id: "interface-without-arp", when: "it is a tunnel", hosts: ["cp2"], settings: GIVEN, says: "eth0 on host cp2 has ARP switched off (it is of kind wireguard).", facts: ({ cp2 }) => { eth0(cp2).arp = false; eth0(cp2).kind = "wireguard"; } },
  { id: "interface-without-link-local", when: "the VIP is IPv6 too", hosts: ["cp2"], from: "dual", settings: DUAL, says: "eth0 on host cp2 has no link-local IPv6 address.", facts: ({ cp2 }) => { eth0(cp2).addresses = eth0(cp2).addresses.filter(({ scope }) => scope !== "link"); } },
  { id: "vip-dad-failed", when: "somebody else has the IPv6 VIP", hosts: ["cp1"], from: "dual", settings: DUAL, says: `On eth0 of host cp1 duplicate address detection failed for ${VIP6}.`, facts: ({ cp1 }) => { eth0(cp1).addresses.find(({ address }) => address === VIP6)!.dadFailed = true; } },
  { id: "module-missing", when: "the kernel is minimal", hosts: ["cp2", "cp3"], says: "The kernel 6.1.0-28-amd64 of hosts cp2 and cp3 has no ip_vs, ip_vs_rr.", facts: ({ cp2, cp3 }) => [cp2, cp3].forEach((facts) => { facts.modules = { ip_vs: "missing", ip_vs_rr: "missing", nf_conntrack: "builtin" }; }) },
  { id: "forwarding-off", when: "masquerade is asked for", hosts: ["cp1"], settings: { "loadBalancer.forwardingMethod": "masquerade" }, says: "On host cp1 net.ipv4.vs.conntrack is 0 and net.ipv4.ip_forward is 0.", facts: ({ cp1 }) => { cp1.sysctls!["net.ipv4.ip_forward"] = "0"; cp1.sysctls!["net.ipv4.vs.conntrack"] = "0"; } },
  { id: "ipv6-disabled", when: "the VIP is IPv6 too", hosts: ["cp3"], from: "dual", settings: DUAL, says: "On host cp3 net.ipv6.conf.all.disable_ipv6 is 1.", facts: ({ cp3 }) => { cp3.sysctls!["net.ipv6.conf.all.disable_ipv6"] = "1"; } },
];
