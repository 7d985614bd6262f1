// An image that no registry has: told with kubelet's reason, not tried again by itself, and tried when the image is there.
import { containers, manifests } from "../lab/sights";
import { AT_ONCE, LAB_VERSION } from "../lab/stack";
import { said } from "../lab/told";
import { expectWhole } from "./whole";
import type { World } from "./world";

const LATE = `lab.local/late:${LAB_VERSION}`;

export function image(world: World): void {
  describe("an image that is missing", () => {
    let host: string;

    beforeAll(async () => {
      await world.installed();
      [host] = await world.followers();
      await onHosts(world, `ctr -n k8s.io images rm ${LATE} || true`);
      await world.set({ image: { version: LAB_VERSION, reference: LATE } });
    });
    // The image stays: the hosts run it from here on.

    it("is told with kubelet's reason, and the first host goes back", async () => {
      const before = await manifests(world.lab);
      const result = await world.stack.up({ ...AT_ONCE, mayFail: true });
      expect(result.exitCode).not.toBe(0);
      expect(said(result)).toMatch(new RegExp(`${host}: kube-vip did not become healthy: kubelet cannot start it: (ErrImagePull|ImagePullBackOff)`));
      await expectWhole(world.lab);
      expect(await manifests(world.lab)).toEqual(before);
    });

    it("is not tried again by itself, and the next up says what to do", async () => {
      const before = await containers(world.lab);
      const result = await world.stack.up({ ...AT_ONCE, mayFail: true });
      expect(result.exitCode).not.toBe(0);
      expect(said(result)).toContain("this very manifest failed on this host before");
      expect(await containers(world.lab)).toEqual(before);
    });

    it("is tried when it is there", async () => {
      await onHosts(world, `ctr -n k8s.io images tag ghcr.io/kube-vip/kube-vip:${LAB_VERSION} ${LATE}`);
      await world.stack.up(AT_ONCE);
      await expectWhole(world.lab);
    });
  });
}

function onHosts(world: World, script: string): Promise<unknown> {
  return Promise.all(world.lab.hosts.map(({ name }) => world.lab.on(name, script)));
}
