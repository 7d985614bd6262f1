// docs/performance.md: what is measured takes its place on the page, and the rest stays.
import { report } from "../../bench/report";
import { section } from "../upgrades/figures";

const at = (command: string) => ({ command, provider: "the real command provider", ansible: "ansible-core 2.19.3", at: new Date("2026-11-28") });
const PLANNING = { planning: [{ hosts: 3, ms: 35, megabytes: 108 }] };

describe("the page of figures", () => {
  it("says of each part which command measured it, on what", () => {
    expect(report(PLANNING, "", at("npm run bench"))).toMatch(/## Planning\n[^]*\| 3 \| 35 \| 108 \|\n\n\(`npm run bench` on 2026-11-28: \d+ processors, .*; the real command provider; ansible-core 2\.19\.3\.\)\n$/);
  });

  it("keeps the parts that were not measured, in their order, and replaces those that were", () => {
    const before = report({ ...PLANNING, failovers: [9, 7, 8] }, "", at("first"));
    const after = report({ failovers: [5, 4, 6] }, before, at("second"));
    expect([...after.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual(["BGP: one of all hosts that announce loses power", "Planning"]);
    expect(after).toContain("**5.0 (4.0 to 6.0)**, 3 times");
    expect([after.match(/`first`/g), after.match(/`second`/g)].map((found) => found?.length)).toEqual([1, 1]);
    expect(report({}, after, at("third"))).toBe(after);
  });

  it("keeps what the suite `upgrades` prints, once that is copied to it", () => {
    const part = section([{ from: "v1.0.0", to: "v1.2.1", seen: { moves: 1, gapMs: 3210, asked: 1800, seconds: 120 }, reportedMs: 3300 }], 20, "6/4/1", new Date("2026-11-30"));
    expect(part).toContain("| v1.0.0 to v1.2.1 | 3210 | 3300 | 1 | 15.0 |");
    expect(report(PLANNING, `# Performance\n\n${part}\n`, at("later"))).toContain(`\n\n${part}\n\n## Planning\n`);
  });
});
