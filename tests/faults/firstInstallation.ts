// A first installation with an image that no registry has.
import { diagnostics } from "../../lab/pulumi/events";
import type { Lab } from "../../lab/session";
import { traces } from "../lab/sights";
import { AT_ONCE, LAB_VERSION, labSettings, labStack } from "../lab/stack";

const MISSING = "lab.local/missing:v1.2.1";

export function firstInstallation(lab: () => Lab): void {
  describe("a first installation that fails", () => {
    beforeAll(() => lab().resetHosts());

    it("for an image that is not to be had leaves nothing on any host, before there is anything to take away", async () => {
      const { errors, stack } = await failed({ version: LAB_VERSION, reference: MISSING });
      for (const { name } of lab().hosts) expect(errors).toContain(`${name}: the image ${MISSING} could not be pulled: `);
      expect(await traces(lab())).toEqual({});
      await stack.destroy(AT_ONCE);
      await stack.remove();
    });

    it("where kubelet alone sees to the image leaves nothing, and tells kubelet's reason", async () => {
      const { errors, stack } = await failed({ version: LAB_VERSION, reference: MISSING, beforehand: false });
      expect(errors).toMatch(/kube-vip did not become healthy: kubelet cannot start it: (ErrImagePull|ImagePullBackOff)/);
      expect(errors).toContain("There was no kube-vip before, and none is left");
      await stack.destroy(AT_ONCE);
      expect(await traces(lab())).toEqual({});
      await stack.remove();
    });
  });

  async function failed(image: object) {
    const stack = await labStack(lab(), { settings: labSettings({ image, timeouts: { applySeconds: 20 } }) });
    const { exitCode, events } = await stack.up({ ...AT_ONCE, mayFail: true });
    expect(exitCode).not.toBe(0);
    return { stack, errors: diagnostics(events, "error").join("\n") };
  }
}
