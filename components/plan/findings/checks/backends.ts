// What the hosts must bring themselves where IPVS sends packets on as they are.
import type { InterfaceFacts } from "../../../facts/hostFacts";
import { isUnheard } from "../../../facts/interfaces";
import { isVipOnEveryHost } from "../../holding";
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { linkNameOf } from "../links";
import { sameAddress } from "../networks";
import { elects, familyOf, type Scene, type SeenHost } from "../scene";
import { grouped, HostsText, hostsText, keysOf, listed } from "../text";

export const backendsFamily = findingFamily("What back ends need", {
  "bypass-answers-nobody": {
    severity: "error",
    title: "Bypass answers nobody",
    meaning: "IPVS's bypass sends a packet to where it was going, past the back ends: it is for transparent caches. Here that is the VIP, which is the holder's own address, and the kernel drops it (ip_vs_bypass_xmit takes no local route). As soon as kube-vip has filled its table, no connection to the VIP is answered.",
    seen: "Load balancing by `bypass`.",
    remedy: "Set `loadBalancer.forwardingMethod` to `masquerade`, or to `local` where the load need not be spread.",
  },
  "backend-lacks-vip": {
    severity: "error",
    title: "A back end does not take the VIP's packets",
    meaning: "With direct routing and tunnels packets reach a back end with the VIP as destination. A host that does not have the VIP drops them, and with them its share of all connections while another host is the holder.",
    seen: "Load balancing by `directroute` or `tunnel`; the host has the VIP on no loopback, dummy or tunnel interface beside kube-vip's own. Silent with BGP of all hosts, where kube-vip puts it on each.",
    remedy: "Put the VIP on every host for good, where no neighbour hears it: `ip address add VIP/32 dev lo` (/128 for IPv6), with arp_ignore 1 and arp_announce 2. Where the hosts take its packets by another way, as a local route, give this finding another severity.",
  },
  "tunnel-end-down": {
    severity: "error",
    title: "The tunnel has no end on a back end",
    meaning: "IPVS wraps packets for the other hosts. Only an interface of the tunnel's kind that is up unwraps them; without it a back end's share of all connections dies.",
    seen: "Load balancing by `tunnel`; no interface of the kind `ipip` (for an IPv6 VIP `ip6tnl`) is up.",
    remedy: "Switch it on for good on every host: `modprobe ipip; ip link set tunl0 up` (for IPv6 `modprobe ip6_tunnel; ip link set ip6tnl0 up`).",
  },
});
const { report } = backendsFamily;

const TUNNEL_KINDS = { 4: "ipip", 6: "ip6tnl" } as const;

export function checkBackends(scene: Scene): Finding[] {
  if (!isVipOnEveryHost(scene.settings)) return [];
  const { vips, loadBalancer: { forwardingMethod } } = scene.settings;
  if (forwardingMethod === "bypass") return [report("bypass-answers-nobody", [], `With \`bypass\` the holder's kernel drops every connection to ${listed(vips)}.`)];
  return vips.flatMap((vip) => [...(elects(scene.settings) ? checkVip(scene, vip) : []), ...(forwardingMethod === "tunnel" ? checkTunnel(scene, familyOf(vip)) : [])]);
}

function checkVip({ settings, hosts }: Scene, vip: string): Finding[] {
  const without = keysOf(hosts.filter((host) => host.facts.interfaces && !takes(host.facts.interfaces, vip, linkNameOf(settings, host))));
  if (without.length === 0) return [];
  return [report("backend-lacks-vip", without, `${HostsText(without)} ${without.length === 1 ? "does" : "do"} not have ${vip} on loopback or another interface where nobody hears it.`)];
}

function takes(interfaces: readonly InterfaceFacts[], vip: string, kubeVips: string | undefined): boolean {
  return interfaces.some((link) => link.name !== kubeVips && isUnheard(link) && link.addresses.some(({ address }) => sameAddress(address, vip)));
}

function checkTunnel({ hosts }: Scene, family: 4 | 6): Finding[] {
  const groups = grouped(hosts, (host) => whyNoEnd(host, TUNNEL_KINDS[family]));
  return [...groups].map(([why, same]) => report("tunnel-end-down", keysOf(same), `On ${hostsText(keysOf(same))} ${why}.`));
}

function whyNoEnd({ facts: { interfaces } }: SeenHost, kind: string): string | undefined {
  const ends = interfaces?.filter((link) => link.kind === kind);
  if (ends === undefined || ends.some(({ up }) => up)) return undefined;
  return ends.length === 0 ? `there is no interface of the kind ${kind}` : `${listed(ends.map(({ name }) => name))} ${ends.length === 1 ? "is" : "are"} down`;
}
