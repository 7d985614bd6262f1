// The holder of the VIP loses its power.
import type { Workspace } from "../../../lab/pulumi/workspace";
import type { Lab } from "../../../lab/session";
import { secondsUntilAnswer, vipAnswers } from "../sights";
import { labStack, outputsOf } from "../stack";

/** Lease, jittered retries, a new etcd leader, and a machine that may be busy. */
const LIMIT = 60;

export function failover(lab: () => Lab): void {
  describe("when the holder is powered off", () => {
    let stack: Workspace;
    let holder: string;

    beforeAll(async () => {
      await lab().resetHosts();
      stack = await labStack(lab());
      await stack.up();
      holder = (await outputsOf(stack)).holder;
    });
    afterAll(() => stack?.remove());

    it("answers again on the VIP from another host", async () => {
      await lab().powerOff(holder);
      const seconds = await secondsUntilAnswer(lab(), LIMIT);
      console.log(`VIP answered ${seconds.toFixed(1)} s after the holder's power was cut (lease 6/4/1)`);
      expect(await vipAnswers(lab())).toBe(true);
    });

    it("runs kube-vip again on that host when it is back, modules loaded at boot", async () => {
      await lab().boot(holder);
      await lab().waitReady([holder]);
      const loaded = await lab().on(holder, "cut -d' ' -f1 /proc/modules");
      expect(loaded.stdout.split("\n")).toEqual(expect.arrayContaining(["ip_vs", "ip_vs_rr"]));
      await stack.destroy();
    });
  });
}
