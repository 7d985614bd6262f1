// Bypass, which kube-vip accepts and the kernel cannot do for an address of its own.
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";
import { traces, vipHolders } from "../lab/sights";
import { AT_ONCE, labSettings, labStack } from "../lab/stack";
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
      await stack?.destroy(AT_ONCE);
      await stack?.remove();
    });

    it("is refused with the reason, and touches no host", async () => {
      const result = await stack.up({ ...AT_ONCE, mayFail: true });
      expect(result.exitCode).not.toBe(0);
      expect(said(result)).toContain(`With \`bypass\` the holder's kernel drops every connection to ${lab().vip}.`);
      expect(await traces(lab())).toEqual({});
    });

    it("answers nobody, where somebody insists, once kube-vip has filled its table", async () => {
      await stack.setConfig({ settings: labSettings({ ...BYPASS, findings: { "bypass-answers-nobody": "warning" } }) });
      await stack.up({ ...AT_ONCE, mayFail: true });
      const [holder = ""] = await vipHolders(lab());
      await secondsUntilBackends(lab(), holder, ["cp1", "cp2", "cp3"]);
      expect(await connect(lab(), 6)).toMatchObject({ answered: 0, reached: { cp1: 0, cp2: 0, cp3: 0 } });
    });
  });
}
