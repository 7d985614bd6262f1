// What the machine that runs the program sees once all hosts are done: the VIP itself, and the routers' routes to it.
import type { BgpSession } from "../hosts/bgpSession";
import type { Seen } from "../plan/rolloutReport";
import { isVipOnEveryHost } from "../plan/holding";
import type { Settings } from "../settings/settings";
import { CONNECTIONS_PER_CONTROL_PLANE } from "../plan/witnesses";
import { askFromHere } from "./fromHere";
import { askRouters } from "./routers";

/**
 * Routers first, so that the VIP is asked when its routes are there.
 * @param endpoint `https://192.168.1.100:6443`
 * @param ca PEM; empty where nobody knows it: then the VIP is not asked
 */
export async function seeFromHere(endpoint: string, ca: string, settings: Settings, sessions: Readonly<Record<string, readonly BgpSession[]>>): Promise<Pick<Seen, "fromHere" | "routes">> {
  const { bgp, hosts, leaderElection, mode, timeouts, vips } = settings;
  const all = mode === "bgp" && !leaderElection.enabled;
  const routers = bgp?.routers ?? [];
  const routes = routers.length === 0 ? undefined : await askRouters(routers, vips, { sessions, all }, timeouts.proofSeconds * 1000);
  const times = all || isVipOnEveryHost(settings) ? CONNECTIONS_PER_CONTROL_PLANE * Object.keys(hosts).length : 1;
  return { ...(ca === "" ? {} : { fromHere: await askFromHere({ url: `${endpoint}/healthz`, ca, times }) }), ...(routes && { routes }) };
}
