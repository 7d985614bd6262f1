// All go at once: nobody waits for an heir that is not to come.
import { statusLines } from "../../lab/pulumi/events";
import { traces } from "../lab/sights";
import { AT_ONCE } from "../lab/stack";
import type { Machines } from "./machines";

/** Seconds; the lease lasts 6, and whoever waited for an heir would do so for 19. */
const LIMIT = 60;

export function destroyed(machines: Machines): void {
  it("go all at once without a trace, and without a wait for an heir", async () => {
    const start = Date.now();
    const { events } = await machines.stack.destroy(AT_ONCE);
    const seconds = (Date.now() - start) / 1000;
    const told = statusLines(events).join("\n");
    console.log(`destroy took ${Math.round(seconds)} s\n${told}`);
    expect(told).not.toContain("nobody has taken the VIP over");
    expect(seconds).toBeLessThan(LIMIT);
    expect(await traces(machines.lab)).toEqual({});
  });
}
