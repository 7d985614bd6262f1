// Every host announces the VIP, to two sessions of the router, one of them with a password and over more than one hop.
import { randomBytes } from "node:crypto";
import type { Workspace } from "../../lab/pulumi/workspace";
import { router } from "../../lab/router/addresses";
import type { Router } from "../../lab/router/router";
import type { Lab } from "../../lab/session";
import type { Proof } from "../../components/plan/proof";
import type { RolloutReport } from "../../components/plan/rolloutReport";
import { withoutPower } from "../lab/power";
import { containers, traces } from "../lab/sights";
import { AT_ONCE, labStack, outputsOf } from "../lab/stack";
import { changes } from "../lab/told";
import { answersThrough, bgpSettings, ROUTER_AS } from "./settings";

const HOSTS = ["cp1", "cp2", "cp3"];
const SPEAKERS = ["far", "near"];

export function ecmp(lab: () => Lab): void {
  describe("BGP of all hosts", () => {
    const password = `pw${randomBytes(6).toString("hex")} with blanks*`;
    const peers = [{ address: router.near, as: ROUTER_AS }, { address: router.far, as: ROUTER_AS, password, multihop: true }];
    let bgpRouter: Router;
    let stack: Workspace;
    let addresses: string[];

    beforeAll(async () => {
      await lab().resetHosts();
      addresses = lab().hosts.map(({ address }) => address);
      bgpRouter = await lab().startRouter({ speakers: [{ at: "near" }, { at: "far", password }] });
      stack = await labStack(lab(), { settings: bgpSettings(lab(), bgpRouter, { peers }) });
    });
    afterAll(async () => {
      await stack?.remove();
      await bgpRouter?.stop();
    });

    it("is proven: sessions of each host with each peer, the router's route to all of them, and answers by that way", async () => {
      await stack.up(AT_ONCE);
      const outputs = await stack.outputs();
      const { proof, rollout } = outputs as unknown as { proof: Proof; rollout: RolloutReport };
      expect(proof.sessions).toEqual(HOSTS.flatMap((host, index) => [router.near, router.far].map((peer) => ({ host, peer, source: addresses[index] }))));
      expect(rollout.routes).toEqual([{ router: "the lab's router", vip: lab().vip, nextHops: HOSTS, failure: "" }]);
      expect(rollout.fromHere).toMatchObject({ httpCode: 200, asked: 9, answered: 9, failure: "" });
      expect(outputs).toMatchObject({ holder: "", holders: HOSTS, healthz: { status: "healthy", tlsVerified: true, asked: 9, answered: 9, from: ["(here)"] } });
      expect(await bgpRouter.established()).toEqual(HOSTS.flatMap((host) => SPEAKERS.map((at) => `${host}_${at}`)));
      expect(await bgpRouter.nextHops(lab().vip)).toEqual(addresses);
      expect(await answersThrough(lab(), bgpRouter, 30)).toBe(30);
    });

    it("changes nothing and asks no router when it is run once more", async () => {
      const before = await containers(lab());
      const { events } = await stack.up(AT_ONCE);
      expect(changes({ events })).toEqual([]);
      expect(await containers(lab())).toEqual(before);
    });

    it("changes host by host, each of which has its sessions again before the next one is touched", async () => {
      await stack.setConfig({ settings: bgpSettings(lab(), bgpRouter, { peers, holdTimeSeconds: 12 }) });
      let fewest = HOSTS.length;
      const watching = setInterval(() => void bgpRouter.established().then((names) => (fewest = Math.min(fewest, names.filter((name) => name.endsWith("_near")).length)), () => undefined), 500);
      try {
        await stack.up(AT_ONCE);
      } finally {
        clearInterval(watching);
      }
      expect(fewest).toBe(HOSTS.length - 1);
      expect(await bgpRouter.nextHops(lab().vip)).toEqual(addresses);
      expect((await outputsOf(stack)).healthz.status).toBe("healthy");
    });

    it("goes on without a host that loses power, and has it again when that is back", async () => {
      await withoutPower(lab(), "cp2", async () => {
        const start = Date.now();
        while ((await bgpRouter.nextHops(lab().vip)).length !== 2) if (Date.now() - start > 40_000) throw new Error("the router kept its route to a host that is off");
        expect(await answersThrough(lab(), bgpRouter, 20)).toBe(20);
      });
      const back = Date.now();
      while ((await bgpRouter.nextHops(lab().vip)).length !== 3) if (Date.now() - back > 180_000) throw new Error("the host's route did not come back");
      expect(await answersThrough(lab(), bgpRouter, 20)).toBe(20);
    });

    it("is gone after destroy, from the hosts and from the router", async () => {
      await stack.destroy(AT_ONCE);
      expect(await traces(lab())).toEqual({});
      expect(await bgpRouter.nextHops(lab().vip)).toEqual([]);
    });
  });
}
