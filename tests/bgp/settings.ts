// The settings of BGP in the lab, and what the router shows.
import { setTimeout as sleep } from "node:timers/promises";
import { withPort } from "../../components/settings/addresses";
import { router } from "../../lab/router/addresses";
import type { Router } from "../../lab/router/router";
import type { Lab } from "../../lab/session";
import { type Json, labSettings } from "../lab/stack";

export const ROUTER_AS = 65100;

/** Of one router that is asked for its routes. @param more of the group `bgp` */
export function bgpSettings(lab: Lab, bgpRouter: Router, more: Json = {}, over: Json = {}): { value: string } {
  const routers = [{ name: "the lab's router", command: bgpRouter.routeCommand(lab.vip) }];
  return labSettings({ mode: "bgp", bgp: { as: 65000, peers: [{ address: router.near, as: ROUTER_AS }], routers, holdTimeSeconds: 9, keepaliveSeconds: 3, ...more }, ...over });
}

/** How many of so many fresh connections through the router, by its routes, answer with a certificate that is checked. */
export async function answersThrough(lab: Lab, bgpRouter: Router, connections: number, vip = lab.vip): Promise<number> {
  const url = `https://${withPort(vip, 6443)}/healthz`;
  const { stdout } = await bgpRouter.inside("curl", ["-s", "--noproxy", "*", "--cacert", `${lab.dir}/pki/ca.crt`, "--http1.1", "-H", "Connection: close", "--no-sessionid", "--max-time", "3", "-o", "/dev/null", "-w", "%{http_code}\n", `${url}?[1-${connections}]`], { reject: false });
  return stdout.split("\n").filter((code) => code === "200").length;
}

/** Seconds until the router's next hops are these. @throws after `limit` seconds */
export async function secondsUntilHops(lab: Lab, bgpRouter: Router, hops: readonly string[], limit: number): Promise<number> {
  const start = Date.now();
  for (;;) {
    const seen = await bgpRouter.nextHops(lab.vip);
    if (seen.join() === hops.join()) return (Date.now() - start) / 1000;
    if (Date.now() - start > limit * 1000) throw new Error(`after ${limit} s the router's next hops are ${seen.join() || "none"}, not ${hops.join() || "none"}`);
    await sleep(100);
  }
}

/** 30 fresh connections through the router, of which all answer: at once, or soon after a host is gone, when etcd may elect. @throws after 30 s */
export async function untilAllAnswer(lab: Lab, bgpRouter: Router): Promise<void> {
  for (const start = Date.now(); ; ) {
    const answered = await answersThrough(lab, bgpRouter, 30);
    if (answered === 30) return;
    if (Date.now() - start > 30_000) throw new Error(`${answered} of 30 connections through the router were answered`);
  }
}
