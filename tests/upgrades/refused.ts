// A version that is known to be bad stops the program before it looks at a host.
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";
import { containers, guardsGone, vipAnswers } from "../lab/sights";
import { AT_ONCE } from "../lab/stack";
import { said } from "../lab/told";
import { touched } from "./running";
import { settingsOf } from "./settings";

/** @param stack an installation of another version */
export function refusedVersion(lab: () => Lab, stack: () => Workspace): void {
  it("is refused where the new version is known to be bad, with the reason and a remedy, and no host is touched", async () => {
    await guardsGone(lab());
    const before = { files: await touched(lab()), containers: await containers(lab()) };
    for (const files of Object.values(before.files)) expect(files).toMatch(/^\/etc\/kubernetes\/manifests\/kube-vip\.yaml .*^\/var\/lib\/pulumi-kube-vip\/record /ms);

    await stack().setConfig({ settings: settingsOf("v1.2.2") });
    for (const refused of [await stack().preview({ mayFail: true }), await stack().up({ ...AT_ONCE, mayFail: true })]) {
      expect(refused.exitCode).not.toBe(0);
      expect(said(refused)).toContain("no host was contacted");
      expect(said(refused)).toContain("kube-vip v1.2.2 talks to the API server through the VIP it is about to provide, so a cluster that starts cold never gets its VIP.");
      expect(said(refused)).toContain("Use image.version v1.2.3, or set kubernetesAddress to an API server's own address.");
    }
    expect(await touched(lab())).toEqual(before.files);
    expect(await containers(lab())).toEqual(before.containers);
    expect(await vipAnswers(lab())).toBe(true);
  });
}
