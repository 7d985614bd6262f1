// The connection is cut, at every step of the agent.
import { setTimeout as sleep } from "node:timers/promises";
import { containers } from "../lab/sights";
import { AT_ONCE } from "../lab/stack";
import { said } from "../lab/told";
import { cutConnections, FAULTS } from "./inject";
import { expectDone, type Step, STEPS, type Stop, upWith } from "./step";
import { expectWhole } from "./whole";
import type { World } from "./world";

export function cuts(world: World): void {
  const cutAt = (host: string, step: Step): Stop => ({ host, step, fault: () => cutConnections(world.lab, host) });

  async function expectCut(stops: readonly Stop[]): Promise<void> {
    const result = await upWith(world.lab, world.stack, stops);
    expect(result.exitCode).not.toBe(0);
    for (const { host } of stops) expect(said(result)).toContain(`host=${host}`);
  }

  describe("a connection that is cut", () => {
    let running: Record<string, string>;

    beforeAll(() => world.pristine());

    it("while the agent installs itself: nothing is put in place", async () => {
      await expectCut([cutAt("cp1", STEPS.installing)]);
      for (const { name } of world.lab.hosts) expect((await world.lab.on(name, "ls -A /etc/kubernetes/manifests")).stdout).toBe("");
    });

    it("while it waits for the API server, between write and rename, and after the write: each host finishes by itself", async () => {
      await expectCut([cutAt("cp1", STEPS.waitingForTheApiServer), cutAt("cp2", STEPS.betweenWriteAndRename), cutAt("cp3", STEPS.afterTheWrite)]);
      await expectWhole(world.lab);
      running = await containers(world.lab);
    });

    it("while the hosts are witnesses: nothing is changed", async () => {
      await expectCut(world.lab.hosts.map(({ name }) => cutAt(name, STEPS.witnessing)));
      await expectWhole(world.lab);
    });

    it("needs no more than the next up, which restarts nothing", async () => {
      await world.stack.up(AT_ONCE);
      expect(await containers(world.lab)).toEqual(running);
    });

    it("for some seconds only, and without a word: the update goes on", async () => {
      const [host] = await world.followers();
      await world.changeText(host);
      const fault = async (): Promise<void> => {
        await FAULTS.cableOut.inject(world.lab, host);
        await sleep(5000);
        await FAULTS.cableOut.mend(world.lab, host);
      };
      expectDone(await upWith(world.lab, world.stack, [{ host, step: STEPS.waitingForTheApiServer, fault }]));
      await expectWhole(world.lab);
    });

    it("after the write on the holder: every changed host goes back, and the next up tries again, since that says nothing of the manifest", async () => {
      const holder = await world.holder();
      await world.changePod(holder);
      const before = await world.lab.on(holder, "cat /etc/kubernetes/manifests/kube-vip.yaml");
      await expectCut([cutAt(holder, STEPS.afterTheWrite)]);
      await expectWhole(world.lab);
      expect((await world.lab.on(holder, "cat /etc/kubernetes/manifests/kube-vip.yaml")).stdout).toBe(before.stdout);
      expect(said(await world.stack.up(AT_ONCE))).toContain("it went back to the manifest from before, since the rollout ended in the middle");
      expect((await world.lab.on(holder, "cat /etc/kubernetes/manifests/kube-vip.yaml")).stdout).not.toBe(before.stdout);
      await expectWhole(world.lab);
    });
  });
}
