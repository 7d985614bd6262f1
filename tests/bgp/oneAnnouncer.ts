// With election one host announces; another one does when it is lost.
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Router } from "../../lab/router/router";
import type { Lab } from "../../lab/session";
import type { RolloutReport } from "../../components/plan/rolloutReport";
import { withoutPower } from "../lab/power";
import { traces } from "../lab/sights";
import { AT_ONCE, labStack, outputsOf, SHORT_LEASES } from "../lab/stack";
import { answersThrough, bgpSettings } from "./settings";

export function oneAnnouncer(lab: () => Lab): void {
  describe("BGP of one host at a time", () => {
    let bgpRouter: Router;
    let stack: Workspace;
    let holder: string;
    const addressOf = (name: string): string | undefined => lab().hosts.find((host) => host.name === name)?.address;

    beforeAll(async () => {
      await lab().resetHosts();
      bgpRouter = await lab().startRouter();
      stack = await labStack(lab(), { settings: bgpSettings(lab(), bgpRouter, {}, { leaderElection: { ...SHORT_LEASES, enabled: true } }) });
    });
    afterAll(async () => {
      await stack?.remove();
      await bgpRouter?.stop();
    });

    it("is proven: all hosts have a session, and the router's route leads to the one that the lease names", async () => {
      await stack.up(AT_ONCE);
      const outputs = await outputsOf(stack);
      holder = outputs.holder;
      expect(outputs.proof.agreed).toMatchObject({ address: "yes", lease: "yes" });
      expect((outputs.rollout as unknown as RolloutReport).routes).toMatchObject([{ nextHops: [holder], failure: "" }]);
      expect(await bgpRouter.established()).toEqual(["cp1_near", "cp2_near", "cp3_near"]);
      expect(await bgpRouter.nextHops(lab().vip)).toEqual([addressOf(holder)]);
    });

    it("moves to another host when the one that announces loses power", async () => {
      await withoutPower(lab(), holder, async () => {
        const start = Date.now();
        for (;;) {
          const [only, more] = await bgpRouter.nextHops(lab().vip);
          if (only !== undefined && more === undefined && only !== addressOf(holder)) break;
          if (Date.now() - start > 60_000) throw new Error("no other host announced the VIP");
        }
        expect(await answersThrough(lab(), bgpRouter, 10)).toBe(10);
      });
    });

    it("is gone after destroy", async () => {
      await stack.destroy(AT_ONCE);
      expect(await traces(lab())).toEqual({});
      expect(await bgpRouter.nextHops(lab().vip)).toEqual([]);
    });
  });
}
