// Where the VIP lies: in the hosts' network, and in none of the cluster's own ranges.
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { attachmentsOf, isOnLink, isReachedFromOutside, ownNetworkOf, proposedInterface, linkNameOf } from "../links";
import { isIn } from "../networks";
import { familyOf, type Scene, type SeenHost } from "../scene";
import { grouped, hostsText, keysOf, listed } from "../text";

export const placeFamily = findingFamily("Where the VIP lies", {
  "vip-in-pod-range": {
    severity: "error",
    title: "The VIP lies in the Pods' range",
    meaning: "A Pod may get the same address, and the cluster's network routes the whole range to Pods.",
    seen: "The cluster's own configuration (`kubeadm-config`, Nodes) names the range.",
    remedy: "Choose a VIP in the hosts' network, outside the cluster's ranges.",
  },
  "vip-in-service-range": {
    severity: "error",
    title: "The VIP lies in the Services' range",
    meaning: "The API server may give the same address to a Service, and kube-proxy then redirects the VIP's packets.",
    seen: "The cluster's own configuration (`kubeadm-config`) names the range.",
    remedy: "Choose a VIP in the hosts' network, outside the cluster's ranges.",
  },
  "vip-not-on-link": {
    severity: "error",
    title: "The VIP is in no network of the interface",
    meaning: "In ARP mode only machines on the same segment ask for the VIP. Nobody asks for an address that belongs to another network, so it would never be reached.",
    seen: "ARP mode; no address or route of the host's interface has the VIP on-link. Silent when a host outside the holder reaches the VIP all the same.",
    remedy: "Choose a VIP in the hosts' network, name the interface of the network that holds it, or use BGP.",
  },
  "hosts-on-different-segments": {
    severity: "error",
    title: "The hosts are not all on the VIP's segment",
    meaning: "ARP does not cross routers. When a host outside the segment becomes the holder, nobody reaches the VIP.",
    seen: "ARP mode; the VIP is on-link on some hosts and not on others. Silent when a host outside the holder reaches the VIP all the same and every host that is off-link was seen to reach it.",
    remedy: "Use `mode: bgp`, or hosts of one segment.",
  },
});
const { report } = placeFamily;

export function checkPlace(scene: Scene): Finding[] {
  return scene.settings.vips.flatMap((vip) => [...checkRanges(scene, vip), ...(scene.settings.mode === "arp" ? checkLink(scene, vip) : [])]);
}

function checkRanges({ hosts }: Scene, vip: string): Finding[] {
  const inOf = (ranges: (host: SeenHost) => readonly string[] | undefined) => [...new Set(hosts.flatMap((host) => ranges(host) ?? []))].filter((range) => isIn(vip, range));
  return [
    ...inOf(({ facts }) => facts.cluster?.podCidrs).map((range) => report("vip-in-pod-range", [], `${vip} lies in ${range}, from which the cluster's Pods get their addresses.`)),
    ...inOf(({ facts }) => facts.cluster?.serviceCidrs).map((range) => report("vip-in-service-range", [], `${vip} lies in ${range}, from which the cluster's Services get their addresses.`)),
  ];
}

function checkLink(scene: Scene, vip: string): Finding[] {
  const { settings, hosts } = scene;
  const off = hosts.filter((host) => isOnLink(settings, host, vip) === false);
  const on = hosts.filter((host) => isOnLink(settings, host, vip) === true);
  if (off.length === 0 || isReachedFromOutside(scene, vip)) return [];
  if (on.length > 0) {
    return [report("hosts-on-different-segments", keysOf(off), `${vip} is on-link on ${hostsText(keysOf(on))}${inNetworks(on, (host) => networkOf(scene, host, vip))}, but not on ${hostsText(keysOf(off))}${inNetworks(off, (host) => networkOf(scene, host, vip))}.`)];
  }
  // A host without any candidate is told by `interface-not-found`.
  const given = off.filter((host) => host.settings.interface !== undefined);
  return [...grouped(given, (host) => JSON.stringify([linkNameOf(settings, host), betterInterface(scene, host)])).values()].map((same) => notOnLink(scene, vip, same));
}

/** The network that holds the VIP on the host's interface, else its own, where it is of the same family. */
function networkOf({ settings }: Scene, host: SeenHost, vip: string): string | undefined {
  const name = linkNameOf(settings, host);
  const own = ownNetworkOf(host);
  return attachmentsOf(host.facts, vip)?.find((item) => item.interface === name)?.network ?? (own !== undefined && familyOf(own) === familyOf(vip) ? own : undefined);
}

function inNetworks(hosts: readonly SeenHost[], of: (host: SeenHost) => string | undefined = ownNetworkOf): string {
  const networks = [...grouped(hosts, of).keys()];
  return networks.length === 0 ? "" : ` (network ${listed(networks)})`;
}

function betterInterface({ settings }: Scene, host: SeenHost): string | undefined {
  const proposed = proposedInterface(settings, host);
  return proposed?.includes("holds the VIP") ? `Set \`interface\` to ${proposed}.` : undefined;
}

function notOnLink(scene: Scene, vip: string, same: readonly [SeenHost, ...SeenHost[]]): Finding {
  const [host] = same;
  const reason = `${vip} is in no network of ${linkNameOf(scene.settings, host)} on ${hostsText(keysOf(same))}${inNetworks(same)}, so nobody would ask for it there.`;
  return report("vip-not-on-link", keysOf(same), reason, betterInterface(scene, host));
}
