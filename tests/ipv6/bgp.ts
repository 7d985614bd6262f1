// IPv6 by BGP: by sessions of its own, beside IPv4, and in one session with IPv4.
import { router } from "../../lab/router/addresses";
import type { Speaker } from "../../lab/router/configuration";
import type { Router } from "../../lab/router/router";
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";
import { answersThrough, ROUTER_AS } from "../bgp/settings";
import { withoutPower } from "../lab/power";
import { containers, traces } from "../lab/sights";
import { AT_ONCE, type Json, labSettings, labStack } from "../lab/stack";
import { changes } from "../lab/told";
import { HOSTS, provenOf, VIP6 } from "./seen";

interface Way {
  readonly title: string;
  readonly vips: (lab: Lab) => readonly string[];
  readonly speakers: readonly Speaker[];
  /** Addresses of the router that are dialled. */
  readonly peers: readonly string[];
  /** Of the group `bgp`. */
  readonly bgp?: Json;
  readonly over?: Json;
  /** The hosts themselves are given by their IPv6 addresses, and so logged in to. */
  readonly hosts6?: true;
}

const V4_AND_V6 = (lab: Lab): string[] => [lab.vip, VIP6];

const WAYS: readonly Way[] = [
  { title: "an IPv6 VIP over IPv6 sessions, of hosts that are given by IPv6 addresses", hosts6: true, vips: () => [VIP6], speakers: [{ at: "near6" }], peers: [router.near6] },
  { title: "an IPv4 and an IPv6 VIP, each over sessions of its own", vips: V4_AND_V6, speakers: [{ at: "near" }, { at: "near6", password: "s3cret of near6" }], peers: [router.near, router.near6] },
  {
    title: "an IPv4 and an IPv6 VIP in one IPv4 session",
    vips: V4_AND_V6,
    speakers: [{ at: "near", families: [4, 6] }],
    peers: [router.near],
    bgp: { sourceInterface: "eth0" },
    over: { pod: { environment: { mpbgp_nexthop: "auto_sourceif" } } },
  },
];

const LIMIT_MS = 60_000;

export function bgp6(lab: () => Lab): void {
  describe.each(WAYS)("BGP of $title", ({ vips, speakers, peers, bgp, over, hosts6 }) => {
    let bgpRouter: Router;
    let stack: Workspace;
    const addresses = (vip: string): string[] => lab().hosts.map(({ address, address6 }) => (vip.includes(":") ? address6 : address));
    const untilNextHops = async (vip: string, count: number): Promise<number> => {
      const start = Date.now();
      while ((await bgpRouter.nextHops(vip)).length !== count) if (Date.now() - start > LIMIT_MS) throw new Error(`the router has other than ${count} next hops to ${vip}`);
      return Date.now() - start;
    };
    const settings = (more: Json = {}): { value: string } => {
      const routers = [{ name: "the lab's router", command: vips(lab()).map((vip) => bgpRouter.routeCommand(vip)).join("; ") }];
      const list = peers.map((address) => ({ address, as: ROUTER_AS, password: speakers.find(({ at }) => router[at] === address)?.password }));
      return labSettings({ mode: "bgp", bgp: { as: 65000, peers: list, routers, holdTimeSeconds: 9, keepaliveSeconds: 3, ...bgp, ...more }, ...over });
    };

    beforeAll(async () => {
      await lab().resetHosts();
      bgpRouter = await lab().startRouter({ speakers });
      const hosts = Object.fromEntries(lab().hosts.map(({ name, address, address6 }) => [name, { address: hosts6 ? address6 : address }]));
      stack = await labStack(lab(), { vip: { value: vips(lab()).join(",") }, hosts: { value: JSON.stringify(hosts) }, settings: settings() });
    });
    afterAll(async () => {
      await stack?.remove();
      await bgpRouter?.stop();
    });

    it("is proven: sessions of each host, routes to all of them, and answers by that way", async () => {
      await stack.up(AT_ONCE);
      const { proof, rollout, holders, healthz } = await provenOf(stack);
      expect(proof.sessions).toEqual(HOSTS.flatMap((host, index) => peers.map((peer) => ({ host, peer, source: addresses(peer)[index] }))));
      expect((rollout as unknown as { routes: unknown }).routes).toEqual(vips(lab()).map((vip) => ({ router: "the lab's router", vip, nextHops: HOSTS, failure: "" })));
      expect(holders).toEqual(HOSTS);
      const asked = 9 * vips(lab()).length;
      expect(healthz).toMatchObject({ status: "healthy", tlsVerified: true, asked, answered: asked, from: ["(here)"] });
      for (const vip of vips(lab())) {
        expect(await bgpRouter.nextHops(vip)).toEqual(addresses(vip));
        expect(await answersThrough(lab(), bgpRouter, 20, vip)).toBe(20);
      }
    });

    it("changes nothing when it is run once more, and host by host when a setting changes", async () => {
      const before = await containers(lab());
      expect(changes(await stack.up(AT_ONCE))).toEqual([]);
      expect(await containers(lab())).toEqual(before);
      await stack.setConfig({ settings: settings({ holdTimeSeconds: 12 }) });
      await stack.up(AT_ONCE);
      expect((await provenOf(stack)).healthz.status).toBe("healthy");
      for (const vip of vips(lab())) expect(await bgpRouter.nextHops(vip)).toEqual(addresses(vip));
    });

    it("goes on without a host that loses power", async () => {
      await withoutPower(lab(), "cp2", async () => {
        const gone = await Promise.all(vips(lab()).map((vip) => untilNextHops(vip, 2)));
        console.log(`the router let go of the host without power after ${gone.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(" and ")} (hold time 9 s)`);
        for (const vip of vips(lab())) expect(await answersThrough(lab(), bgpRouter, 20, vip)).toBe(20);
      });
      for (const vip of vips(lab())) await untilNextHops(vip, 3);
    });

    it("is gone after destroy, from the hosts and from the router", async () => {
      await stack.destroy(AT_ONCE);
      expect(await traces(lab())).toEqual({});
      for (const vip of vips(lab())) expect(await bgpRouter.nextHops(vip)).toEqual([]);
    });
  });
}
