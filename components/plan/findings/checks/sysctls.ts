// Kernel settings that decide whether packets for the VIP arrive.
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { linkNameOf } from "../links";
import { familyOf, type Scene, type SeenHost } from "../scene";
import { grouped, hostsText, keysOf, listed } from "../text";

export const sysctlsFamily = findingFamily("Kernel settings", {
  "forwarding-off": {
    severity: "info",
    title: "kube-vip will switch on forwarding or connection tracking",
    meaning: "Masquerade needs them; kube-vip sets them itself when it becomes the holder. A service that sets them back breaks the VIP.",
    seen: "Load balancing by masquerade; the sysctls are 0.",
    remedy: "Set them for good in /etc/sysctl.d, if anything on the host sets sysctls.",
  },
  "rp-filter-drops-tunnel": {
    severity: "warning",
    title: "The strict reverse-path filter drops tunnelled packets",
    meaning: "Packets come out of the tunnel from clients that are reached by another interface; the strict filter drops them without a word.",
    seen: "Load balancing by `tunnel`; `rp_filter` of all interfaces or of tunl0 is 1.",
    remedy: "Set `net.ipv4.conf.all.rp_filter` and `net.ipv4.conf.tunl0.rp_filter` to 0 or 2.",
  },
  "backend-answers-arp": {
    severity: "warning",
    title: "Back ends answer ARP for the VIP",
    meaning: "With direct routing or tunnels every back end has the VIP on loopback; one that answers ARP takes the VIP's packets from the holder.",
    seen: "Load balancing by `directroute` or `tunnel` of an IPv4 VIP; `arp_ignore` is 0 for the interface and for all.",
    remedy: "Set `net.ipv4.conf.all.arp_ignore` to 1 and `net.ipv4.conf.all.arp_announce` to 2.",
  },
  "backend-announces-arp": {
    severity: "warning",
    title: "Back ends ask their neighbours in the VIP's name",
    meaning: "With direct routing or tunnels a back end answers clients from the VIP. When it must first ask for a client's or router's MAC, it does so with the VIP as its own address, and whoever hears that sends the VIP's packets to it from then on.",
    seen: "Load balancing by `directroute` or `tunnel` of an IPv4 VIP; `arp_announce` is below 2 for the interface and for all.",
    remedy: "Set `net.ipv4.conf.all.arp_announce` to 2.",
  },
  "ipv6-disabled": {
    severity: "error",
    title: "IPv6 is switched off",
    meaning: "The IPv6 VIP cannot be put on the interface.",
    seen: "`disable_ipv6` is 1 for all interfaces or for the one that gets the VIP.",
    remedy: "Set it to 0, or use an IPv4 VIP.",
  },
});
const { report } = sysctlsFamily;

export function checkSysctls(scene: Scene): Finding[] {
  const { vips, loadBalancer } = scene.settings;
  const method = loadBalancer.enabled ? loadBalancer.forwardingMethod : undefined;
  const has = (family: 4 | 6) => vips.some((vip) => familyOf(vip) === family);
  return [
    ...(method === "masquerade" ? checkForwarding(scene, has(4), has(6)) : []),
    ...(method === "tunnel" && has(4) ? perValue(scene, "rp-filter-drops-tunnel", filtersTunnel) : []),
    ...((method === "tunnel" || method === "directroute") && has(4) ? perValue(scene, "backend-answers-arp", (host) => answersArp(scene, host)) : []),
    ...((method === "tunnel" || method === "directroute") && has(4) ? perValue(scene, "backend-announces-arp", (host) => announcesArp(scene, host)) : []),
    ...(has(6) ? perValue(scene, "ipv6-disabled", (host) => disablesIpv6(scene, host)) : []),
  ];
}

function checkForwarding(scene: Scene, v4: boolean, v6: boolean): Finding[] {
  const needed = ["net.ipv4.vs.conntrack", ...(v4 ? ["net.ipv4.ip_forward"] : []), ...(v6 ? ["net.ipv6.conf.all.forwarding"] : [])];
  return perValue(scene, "forwarding-off", (host) => needed.filter((name) => valueOf(host, name) === 0));
}

function filtersTunnel(host: SeenHost): string[] {
  return effective(host, ["all", "tunl0", "default"], "rp_filter", (value) => value === 1);
}

function answersArp({ settings }: Scene, host: SeenHost): string[] {
  const link = linkNameOf(settings, host);
  return link === undefined ? [] : effective(host, ["all", link, "default"], "arp_ignore", (value) => value === 0);
}

function announcesArp({ settings }: Scene, host: SeenHost): string[] {
  const link = linkNameOf(settings, host);
  return link === undefined ? [] : effective(host, ["all", link, "default"], "arp_announce", (value) => value < 2);
}

/**
 * The names that make up a setting of one interface, when together they are wrong: Linux takes the greater of the value for all and the interface's own.
 * An interface that is not there yet begins with the default.
 */
function effective(host: SeenHost, [all, link, fallback]: readonly [string, string, string], setting: string, isWrong: (value: number) => boolean): string[] {
  const name = (part: string) => `net.ipv4.conf.${part.replaceAll(".", "/")}.${setting}`;
  const own = valueOf(host, name(link)) === undefined ? name(fallback) : name(link);
  const [general, special] = [valueOf(host, name(all)), valueOf(host, own)];
  return general !== undefined && special !== undefined && isWrong(Math.max(general, special)) ? [name(all), own] : [];
}

function disablesIpv6({ settings }: Scene, host: SeenHost): string[] {
  const link = linkNameOf(settings, host);
  return ["all", ...(link === undefined ? [] : [link.replaceAll(".", "/")])].map((name) => `net.ipv6.conf.${name}.disable_ipv6`).filter((name) => valueOf(host, name) === 1);
}

function valueOf({ facts: { sysctls } }: SeenHost, name: string): number | undefined {
  const text = sysctls && Object.hasOwn(sysctls, name) ? sysctls[name]?.trim() : undefined;
  return text === undefined || text === "" ? undefined : Number(text);
}

/** Hosts with the same values are told together. */
function perValue({ hosts }: Scene, id: Parameters<typeof report>[0], of: (host: SeenHost) => readonly string[]): Finding[] {
  const groups = grouped(hosts, (host) => listed(of(host).map((name) => `${name} is ${valueOf(host, name)}`)) || undefined);
  return [...groups].map(([values, same]) => report(id, keysOf(same), `On ${hostsText(keysOf(same))} ${values}.`));
}
