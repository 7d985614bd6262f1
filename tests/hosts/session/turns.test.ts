// Turns: never more than the limit, first come first served, and none is lost to those who gave up.
import fc from "fast-check";
import { setTimeout as sleep } from "node:timers/promises";
import { Deadline } from "../../../components/hosts/session/deadline";
import { Turns } from "../../../components/hosts/session/turns";

it("are taken by all in order, at most so many at a time, though some give up waiting", async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(fc.record({ works: fc.nat(4), patient: fc.boolean() }), { maxLength: 12 }), async (limit, visitors) => {
    const turns = new Turns(limit);
    const order: number[] = [];
    let [now, most] = [0, 0];
    await Promise.all(visitors.map(async ({ works, patient }, index) => {
      const end = await turns.take(new Deadline(patient ? 10_000 : 1));
      if (end === undefined) return expect(patient).toBe(false);
      order.push(index);
      most = Math.max(most, ++now);
      await sleep(works);
      now--;
      end();
      end();
    }));
    expect(most).toBeLessThanOrEqual(limit);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    // All are free again: as many as the limit can be taken at once, and no more.
    const again = await Promise.all(Array.from({ length: limit + 1 }, () => turns.take(new Deadline(1))));
    expect(again.filter((end) => end !== undefined)).toHaveLength(limit);
  }), { numRuns: 60 });
});

it("passes a turn on from who could do nothing with it any more", async () => {
  const turns = new Turns(1);
  const end = await turns.take(new Deadline(10_000));
  const late = turns.take(new Deadline(140));
  const next = turns.take(new Deadline(10_000));
  // the first is told when 40 ms are left to the second
  await sleep(100);
  end!();
  expect(await late).toBeUndefined();
  expect(await next).toBeInstanceOf(Function);
});
