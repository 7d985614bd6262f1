// Settings that pass on every follower and fail once a changed host leads: kube-vip without the right to set an address.
import { fromYaml } from "../../components/manifest/yaml";
import { containers, manifestOn, manifests } from "../lab/sights";
import { AT_ONCE } from "../lab/stack";
import { said } from "../lab/told";
import { expectWhole } from "./whole";
import { PATIENT, type World } from "./world";

/** Any host's own, also where this one has its name written out. */
const NODE_NAME = { name: "vip_nodename", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } };

/** The containers of the Pod as they are, but without any capability. */
async function powerless(world: World, host: string): Promise<object> {
  const { containers: running } = fromYaml((await manifestOn(world.lab, host))!.text).spec;
  return { spec: { containers: running.map((container) => ({ ...container, env: container.env.map((one) => (one.name === NODE_NAME.name ? NODE_NAME : one)), securityContext: { capabilities: { drop: ["ALL"] } } })) } };
}

export function leading(world: World): void {
  describe("that shows only when a changed host leads", () => {
    beforeAll(() => world.installed());

    it("takes every changed host back, the VIP answers, and the old settings need nothing more", async () => {
      const holder = await world.holder();
      const before = await manifests(world.lab);
      await world.set({ pod: { patch: await powerless(world, holder) }, timeouts: { ...PATIENT, applySeconds: 40 } });
      const start = Date.now();
      const result = await world.stack.up({ ...AT_ONCE, mayFail: true });
      expect(result.exitCode).not.toBe(0);
      expect(said(result)).toMatch(new RegExp(`${holder}: kube-vip did not become healthy: (the VIP does not answer|kube-vip runs, but does not talk to the API server)`));
      await expectWhole(world.lab);
      console.log(`the update ended after ${result.seconds.toFixed(0)} s, and all was well again ${((Date.now() - start) / 1000).toFixed(0)} s after its begin`);
      expect(await manifests(world.lab)).toEqual(before);
      const running = await containers(world.lab);
      await world.set({ pod: {}, timeouts: PATIENT });
      const again = await world.stack.up(AT_ONCE);
      expect({ said: said(again), running: await containers(world.lab) }).toEqual({ said: said(again), running });
      await expectWhole(world.lab);
    });
  });
}
