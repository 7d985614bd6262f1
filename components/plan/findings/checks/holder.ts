// Who has the VIP, and who must not have it.
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { holdersOf, isFresh, isHolder, leaseOf, macOwners, runsKubeVipFor } from "../holders";
import { hostOfNode } from "../identity";
import { elects, sawAll, type Scene, type SeenHost, vipFactsOf } from "../scene";
import { hostsText, keysOf, listed } from "../text";

export const holderFamily = findingFamily("Who holds the VIP", {
  "vip-held-by-stranger": {
    severity: "error",
    title: "A machine that is none of the hosts has the VIP",
    meaning: "Two machines would answer for one address: clients reach now one, now the other, and connections break. The address is taken.",
    seen: "An ARP or neighbour probe from the hosts was answered by a MAC that no interface of any host has, while all hosts and all their interfaces were seen.",
    remedy: "Find the machine by its MAC (the switch's or the hypervisor's table) and free the address, or choose another VIP.",
  },
  "vip-answered-by-unknown": {
    severity: "warning",
    title: "Somebody has the VIP who may be one of the hosts",
    meaning: "If the answer comes from a host that was not seen, all is well. If not, a stranger has the address and going on breaks connections.",
    seen: "As `vip-held-by-stranger`, but a host or its interfaces were not seen, or the lease names a Node that is none of the hosts.",
    remedy: "Make all hosts reachable and look again, or compare the MAC with those of the hosts that were not seen.",
  },
  "vip-on-two-hosts": {
    severity: "warning",
    title: "More than one host has the VIP",
    meaning: "Only the holder of the lease may have it. Clients reach now one host, now the other; an address that a crash left behind is the usual cause (kube-vip #996, #1385).",
    seen: "The address is on an interface of several hosts, in ARP mode or in BGP mode with election. With direct routing or tunnels, addresses on loopback, dummy and tunnel interfaces do not count.",
    remedy: "Look again after the next renewal; if it stays, run `pulumi up`, or remove the address by `ip address del` from the host that the lease does not name.",
  },
  "vip-holder-disagrees": {
    severity: "warning",
    title: "The lease names another host than the one that has the VIP",
    meaning: "The host that was elected does not answer for the VIP: its kube-vip hangs, or the address was put or left elsewhere.",
    seen: "The lease is fresh and names a host that was seen without the VIP. A hand-over at this very moment looks the same. Silent where the kube-vip of that host provides another VIP, as before a change of the VIP.",
    remedy: "Look again in a few seconds; if it stays, read the log of kube-vip on both hosts.",
  },
});
const { report } = holderFamily;

export function checkHolder(scene: Scene): Finding[] {
  return scene.settings.vips.flatMap((vip) => [...checkStrangers(scene, vip), ...checkTwo(scene, vip), ...checkLease(scene, vip)]);
}

function checkStrangers(scene: Scene, vip: string): Finding[] {
  const owners = macOwners(scene);
  const strangers = new Map<string, string[]>();
  for (const host of scene.hosts) {
    for (const mac of vipFactsOf(host, vip)?.answeredBy ?? []) {
      if (owners.has(mac.toLowerCase())) continue;
      strangers.set(mac.toLowerCase(), [...(strangers.get(mac.toLowerCase()) ?? []), host.key]);
    }
  }
  return [...strangers].map(([mac, askers]) => stranger(scene, vip, mac, [...new Set(askers)]));
}

function stranger(scene: Scene, vip: string, mac: string, askers: readonly string[]): Finding {
  const seen = `${vip} is answered for by ${mac}${vrrp(mac)}, as ${hostsText(askers)} saw`;
  const doubt = whyItMayBeOurs(scene);
  if (doubt === undefined) return report("vip-held-by-stranger", askers, `${seen}, and no interface of any of the hosts has that MAC.`);
  return report("vip-answered-by-unknown", askers, `${seen}; no host that was seen has that MAC, but ${doubt}.`);
}

/** RFC 5798: the last byte is the virtual router's id. */
function vrrp(mac: string): string {
  const group = /^00:00:5e:00:0[12]:([0-9a-f]{2})$/.exec(mac)?.[1];
  return group === undefined ? "" : ` (the address of VRRP group ${parseInt(group, 16)}: a router or keepalived)`;
}

function whyItMayBeOurs(scene: Scene): string | undefined {
  const hidden = [...keysOf(scene.unseen), ...scene.pending];
  if (hidden.length > 0) return `${hostsText(hidden)} ${hidden.length === 1 ? "was" : "were"} not seen`;
  const blind = keysOf(scene.hosts.filter(({ facts }) => !facts.interfaces));
  if (blind.length > 0) return `the interfaces of ${hostsText(blind)} are not known`;
  const lease = leaseOf(scene)?.lease;
  if (lease && lease.holder !== "" && isFresh(lease) && sawAll(scene) && !hostOfNode(scene, lease.holder)) return `the lease names the Node ${lease.holder}, which is none of the hosts`;
  return undefined;
}

function checkTwo(scene: Scene, vip: string): Finding[] {
  if (!elects(scene.settings)) return [];
  const holders = holdersOf(scene, vip);
  if (holders.length < 2) return [];
  const places = holders.map((host) => `${host.key} (${vipFactsOf(host, vip)?.interface})`);
  return [report("vip-on-two-hosts", keysOf(holders), `${vip} is on ${holders.length} hosts at once: ${listed(places)}.`)];
}

/** Its kube-vip was told of other VIPs only, so its lease says nothing about this one. */
function holdsAnother(host: SeenHost, vip: string): boolean {
  return (host.facts.kubeVips ?? []).length > 0 && runsKubeVipFor(host, vip) === false;
}

function checkLease(scene: Scene, vip: string): Finding[] {
  const lease = leaseOf(scene)?.lease;
  if (!elects(scene.settings) || !lease || lease.holder === "" || !isFresh(lease)) return [];
  const elected = hostOfNode(scene, lease.holder);
  const facts = elected && vipFactsOf(elected, vip);
  if (!elected || !facts || isHolder(scene.settings, elected, vip) || holdsAnother(elected, vip)) return [];
  const holders = keysOf(holdersOf(scene, vip));
  if (holders.length === 0 && !(sawAll(scene) && scene.hosts.every((host) => vipFactsOf(host, vip)))) return [];
  const where = holders.length === 0 ? "no host has it" : `${hostsText(holders)} ${holders.length === 1 ? "has" : "have"} it`;
  return [report("vip-holder-disagrees", [elected.key, ...holders], `The lease names ${elected.key} as holder of ${vip}, but ${where}.`)];
}
