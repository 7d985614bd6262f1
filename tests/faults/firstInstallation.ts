// A first installation with an image that no registry has.
import { diagnostics } from "../../lab/pulumi/events";
import type { Lab } from "../../lab/session";
import { traces } from "../lab/sights";
import { AT_ONCE, LAB_VERSION, labSettings, labStack } from "../lab/stack";

export function firstInstallation(lab: () => Lab): void {
  describe("a first installation that fails", () => {
    it("leaves nothing, and tells kubelet's reason", async () => {
      await lab().resetHosts();
      const stack = await labStack(lab(), { settings: labSettings({ image: { version: LAB_VERSION, reference: "lab.local/missing:v1.2.1" }, timeouts: { applySeconds: 20 } }) });
      const { exitCode, events } = await stack.up({ ...AT_ONCE, mayFail: true });
      expect(exitCode).not.toBe(0);
      const said = diagnostics(events, "error").join("\n");
      expect(said).toMatch(/kube-vip did not become healthy: kubelet cannot start it: (ErrImagePull|ImagePullBackOff)/);
      expect(said).toContain("There was no kube-vip before, and none is left");
      await stack.destroy(AT_ONCE);
      expect(await traces(lab())).toEqual({});
      await stack.remove();
    });
  });
}
