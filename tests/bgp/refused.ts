// A proof that fails because of the router: named by host or router, and right as soon as the router is.
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Router } from "../../lab/router/router";
import type { Lab } from "../../lab/session";
import { containers, guardsGone, manifestOn } from "../lab/sights";
import { AT_ONCE, labStack, outputsOf } from "../lab/stack";
import { said } from "../lab/told";
import { bgpSettings } from "./settings";

const QUICK = { timeouts: { proofSeconds: 15 } };

export function refused(lab: () => Lab): void {
  describe("a router", () => {
    let bgpRouter: Router;
    let stack: Workspace;
    let before: Record<string, string>;

    beforeAll(async () => {
      await lab().resetHosts();
      bgpRouter = await lab().startRouter({ hostAs: 65099 });
      stack = await labStack(lab(), { settings: bgpSettings(lab(), bgpRouter, {}, QUICK) });
    });
    afterAll(async () => {
      await stack?.destroy(AT_ONCE);
      await stack?.remove();
      await bgpRouter?.stop();
    });

    it("that expects another AS number: every host says that it has no session, and kube-vip stays", async () => {
      const result = await stack.up({ ...AT_ONCE, mayFail: true });
      expect(result.exitCode).not.toBe(0);
      expect(said(result)).toMatch(/cp\d: after 15 s: (kube-vip has no BGP session with 10\.77\.0\.2: does the router know|a BGP session of kube-vip comes up and ends at once)/);
      before = await containers(lab());
      expect(Object.values(before).every((id) => id !== "")).toBe(true);
    });

    it("that was put right: the next up proves it, and restarts nothing", async () => {
      await bgpRouter.configure({});
      await stack.up(AT_ONCE);
      expect((await outputsOf(stack)).healthz.status).toBe("healthy");
      expect(await containers(lab())).toEqual(before);
    });

    it("that lacks the route to a host is named by the next change, with that host, and the change goes back", async () => {
      const old = await manifestOn(lab(), "cp1");
      await bgpRouter.configure({ refuses: ["cp3"] });
      await stack.setConfig({ settings: bgpSettings(lab(), bgpRouter, { holdTimeSeconds: 15 }, QUICK) });
      const result = await stack.up({ ...AT_ONCE, mayFail: true });
      expect(result.exitCode).not.toBe(0);
      expect(said(result)).toContain(`the router the lab's router was asked for its routes, and its route to ${lab().vip} does not lead to cp3.`);
      await guardsGone(lab());
      expect(await manifestOn(lab(), "cp1")).toEqual(old);
    });
  });
}
