// Bypass, which kube-vip accepts and no kernel can do: IPVS would send packets to where they were going, which is an address of the holder itself.
import { setTimeout as sleep } from "node:timers/promises";
import { demoSettings } from "../../lab/demo/demoStack";
import { loadModules, writeManifests } from "../../lab/demo/floor";
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";
import { traces, vipHolders } from "../lab/sights";
import { AT_ONCE, LAB_VERSION, labSettings, labStack, SHORT_LEASES } from "../lab/stack";
import { said } from "../lab/told";
import { connect } from "./counted";
import { secondsUntilBackends } from "./table";

const BYPASS = { loadBalancer: { forwardingMethod: "bypass" } };

export function bypass(lab: () => Lab): void {
  describe("IPVS by bypass", () => {
    let stack: Workspace;

    beforeAll(async () => {
      await lab().resetHosts();
      stack = await labStack(lab(), { settings: labSettings(BYPASS) });
    });
    afterAll(async () => {
      await stack?.remove();
      await lab().resetHosts();
    });

    it("is refused with the reason, and touches no host", async () => {
      const result = await stack.up({ ...AT_ONCE, mayFail: true });
      expect(result.exitCode).not.toBe(0);
      expect(said(result)).toContain(`With \`bypass\` the holder's kernel drops every connection to ${lab().vip}.`);
      expect(await traces(lab())).toEqual({});
    });

    it("answers nobody once kube-vip has filled its table, where somebody writes the manifests by hand", async () => {
      await loadModules(lab());
      await writeManifests(lab(), demoSettings(lab(), { image: { version: LAB_VERSION }, leaderElection: SHORT_LEASES, ...BYPASS }));
      let holder: string | undefined;
      for (let waited = 0; holder === undefined && waited < 120; waited += 2) {
        await sleep(2000);
        [holder] = await vipHolders(lab());
      }
      console.log(`bypass: table after ${await secondsUntilBackends(lab(), holder ?? "cp1", ["cp1", "cp2", "cp3"])} s`);
      expect(await connect(lab(), 6)).toMatchObject({ answered: 0, reached: { cp1: 0, cp2: 0, cp3: 0 } });
    });
  });
}
