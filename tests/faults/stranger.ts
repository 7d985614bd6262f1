// A machine that is none of the hosts takes the VIP while an update runs.
import { diagnostics } from "../../lab/pulumi/events";
import { AT_ONCE } from "../lab/stack";
import { said } from "../lab/told";
import { FAULTS } from "./inject";
import { STEPS, upWith } from "./step";
import { expectWhole } from "./whole";
import type { World } from "./world";

export function stranger(world: World): void {
  describe("by a stranger", () => {
    beforeAll(() => world.installed());

    it("a stranger that takes the VIP: the proof tells of it, the next up touches nothing and names its MAC, and succeeds when it is gone", async () => {
      const [host] = await world.followers();
      await world.changeText(host);
      try {
        const result = await upWith(world.lab, world.stack, [{ host, step: STEPS.askingTheNeighbours, fault: () => FAULTS.stranger.inject(world.lab) }]);
        expect(result.exitCode).not.toBe(0);
        expect(diagnostics(result.events, "error").join("\n")).toMatch(/([0-9a-f]{2}:){5}[0-9a-f]{2}/);
        const refused = await world.stack.up({ ...AT_ONCE, mayFail: true });
        expect(refused.exitCode).not.toBe(0);
        expect(said(refused)).toContain("vip-held-by-stranger");
      } finally {
        await FAULTS.stranger.mend(world.lab);
      }
      await expectWhole(world.lab);
      await world.stack.up(AT_ONCE);
    });
  });
}
