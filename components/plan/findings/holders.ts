// Who holds the VIP, as far as it is seen.
import type { KubeVipProcess, LeaseFacts } from "../../facts/hostFacts";
import type { Settings } from "../../settings/settings";
import { holdsVip } from "../holding";
import { sameAddress } from "./networks";
import type { Scene, SeenHost } from "./scene";

/** Whether the host has the VIP on an interface that makes it a holder. */
export function isHolder(settings: Settings, host: SeenHost, vip: string): boolean {
  return holdsVip(settings, host.facts, vip) === true;
}

export function holdersOf({ settings, hosts }: Scene, vip: string): SeenHost[] {
  return hosts.filter((host) => isHolder(settings, host, vip));
}

/** Whether the process provides the control plane's VIP. */
export function provides({ environment }: KubeVipProcess, vip: string): boolean {
  return environment["cp_enable"] === "true" && (environment["address"] ?? environment["vip_address"] ?? "").split(",").some((address) => sameAddress(address.trim(), vip));
}

/** Whether a kube-vip on the host provides the VIP; undefined when its processes are not known. */
export function runsKubeVipFor({ facts }: SeenHost, vip: string): boolean | undefined {
  return facts.kubeVips?.some((process) => provides(process, vip));
}

/** Whether the host has the VIP while keepalived runs there, and no kube-vip there provides it. */
export function hasByKeepalived(settings: Settings, host: SeenHost, vip: string): boolean {
  return (host.facts.otherVipManagers ?? []).some(({ name }) => name === "keepalived") && isHolder(settings, host, vip) && runsKubeVipFor(host, vip) === false;
}

/** Keys of the hosts by the MACs of all their interfaces. */
export function macOwners({ hosts }: Scene): ReadonlyMap<string, string> {
  return new Map(hosts.flatMap(({ key, facts }) => (facts.interfaces ?? []).map(({ mac }) => [mac.toLowerCase(), key] as const)));
}

/** The lease as the host saw it that read it last, and which host that was. */
export function leaseOf({ hosts }: Scene): { readonly lease: LeaseFacts; readonly host: SeenHost } | undefined {
  return hosts
    .flatMap((host) => (host.facts.cluster?.lease ? [{ lease: host.facts.cluster.lease, host }] : []))
    .reduce<{ readonly lease: LeaseFacts; readonly host: SeenHost } | undefined>((youngest, next) => (youngest && youngest.lease.ageMs <= next.lease.ageMs ? youngest : next), undefined);
}

/** Whether somebody has renewed it within its duration. */
export function isFresh({ ageMs, durationSeconds }: LeaseFacts): boolean {
  return ageMs <= durationSeconds * 1000;
}
