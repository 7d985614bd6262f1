// The gap that one host sees.
import fc from "fast-check";
import { GapMeter } from "../../../cli/drill/gapMeter";
import { gapOf } from "../../../cli/drill/result";

/** Answers by `TICKS CODE`. */
function meterOf(...lines: string[]): GapMeter {
  const meter = new GapMeter();
  for (const line of lines) meter.take(line);
  return meter;
}

it("is the longest time between two good answers, in milliseconds", () => {
  expect(meterOf("100 200", "110 200", "120 000", "220 503", "350 403", "360 401").seen).toEqual({ asked: 6, answered: 4, gapMs: 2400, held: false });
});

it("lasts until the last answer where the VIP has not come back", () => {
  expect(meterOf("100 200", "110 200", "200 000", "310 000").seen.gapMs).toBe(2000);
});

it("is not known without two good answers", () => {
  expect(meterOf().seen).toEqual({ asked: 0, answered: 0, held: false });
  expect(meterOf("100 200").seen).not.toHaveProperty("gapMs");
  expect(meterOf("100 000", "200 000").seen).not.toHaveProperty("gapMs");
});

it("tells since when all is calm, and skips what is no answer", () => {
  const meter = meterOf("100 200", "Welcome", "110 000");
  expect([meter.last, meter.goodForMs]).toEqual(["bad", 0]);
  meter.take("130 own");
  meter.take("180 200");
  expect([meter.last, meter.goodForMs, meter.seen.held]).toEqual(["good", 500, true]);
});

it("is never shorter than any outage between two good answers, whatever else is seen", () => {
  const answer = fc.record({ after: fc.integer({ min: 1, max: 300 }), code: fc.constantFrom("200", "401", "000", "500", "own") });
  fc.assert(fc.property(fc.array(answer, { minLength: 2, maxLength: 50 }), (answers) => {
    let at = 0;
    const lines = answers.map(({ after, code }) => ({ at: (at += after), code }));
    const good = lines.filter(({ code }) => ["200", "401", "own"].includes(code));
    const gaps = good.slice(1).map((line, index) => (line.at - good[index]!.at) * 10);
    const { gapMs = 0, asked, answered } = meterOf(...lines.map((line) => `${line.at} ${line.code}`)).seen;
    expect(gapMs).toBeGreaterThanOrEqual(Math.max(0, ...gaps));
    expect([asked, answered]).toEqual([lines.length, good.length]);
  }));
});

describe("of all hosts", () => {
  const host = (gapMs: number | undefined, held: boolean) => ({ asked: 9, answered: 9, held, ...(gapMs === undefined ? {} : { gapMs }) });

  it("is the longest that a host saw that never held the VIP", () => {
    expect(gapOf({ cp1: host(9000, true), cp2: host(1200, false), cp3: host(1500, false), cp4: host(9000, true) })).toEqual({ gapMs: 1500, fromOutside: true });
  });

  it("is that of the others where there is no such host, and says so", () => {
    expect(gapOf({ cp1: host(800, true), cp2: host(1200, true) })).toEqual({ gapMs: 1200, fromOutside: false });
    expect(gapOf({ cp1: host(undefined, true), cp2: host(undefined, false) })).toEqual({ fromOutside: false });
  });
});
