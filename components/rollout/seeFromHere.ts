// What the machine that runs the program sees once all hosts are done: the VIP itself, and the routers' routes to it.
import type { BgpSession } from "../hosts/bgpSession";
import type { Seen } from "../plan/rolloutReport";
import { isVipOnEveryHost } from "../plan/holding";
import type { Settings } from "../settings/settings";
import { CONNECTIONS_PER_CONTROL_PLANE } from "../plan/witnesses";
import { withPort } from "../settings/addresses";
import { askAllFromHere } from "./fromHere";
import { askRouters } from "./routers";

/** What the hosts said, and what is known of them. */
export interface Told {
  /** The cluster's CA, PEM; empty where nobody knows it: then no VIP is asked. */
  readonly ca: string;
  /** BGP sessions by host key. */
  readonly sessions: Readonly<Record<string, readonly BgpSession[]>>;
  /** The hosts' own addresses by host key. */
  readonly addresses: Readonly<Record<string, readonly string[]>>;
}

/** Routers first, so that the VIPs are asked when their routes are there. */
export async function seeFromHere(settings: Settings, { ca, sessions, addresses }: Told): Promise<Pick<Seen, "fromHere" | "routes">> {
  const { bgp, hosts, leaderElection, loadBalancer, mode, timeouts, vips } = settings;
  const all = mode === "bgp" && !leaderElection.enabled;
  const routers = bgp?.routers ?? [];
  const routes = routers.length === 0 ? undefined : await askRouters(routers, vips, { sessions, all, addresses }, timeouts.proofSeconds * 1000);
  const times = all || isVipOnEveryHost(settings) ? CONNECTIONS_PER_CONTROL_PLANE * Object.keys(hosts).length : 1;
  const urls = Object.fromEntries(vips.map((vip) => [vip, `https://${withPort(vip, loadBalancer.port)}/healthz`]));
  return { ...(ca === "" ? {} : { fromHere: await askAllFromHere(urls, { ca, times }) }), ...(routes && { routes }) };
}
