// The drill from its options to its exit code, on three hosts that are played: sessions that answer as the scripts do, and a clock that moves when it is waited on.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DrillFlags, runDrill } from "../../../cli/drill/runDrill";
import type { DrillResult } from "../../../cli/drill/result";
import type { Terminal } from "../../../cli/terminal";
import { deaf, type FakeFleet, remember, seen, settings, settingsFile, unseen } from "../controlPlane";
import { Play } from "./play";

describe("drill", () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), "drill-")); });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function drill(play: Play, flags: Partial<DrillFlags> = {}, over: Partial<Terminal> = {}) {
    const said = remember(over);
    let fleet: FakeFleet | undefined;
    const code = await runDrill({ settings: settingsFile(folder), kind: "step-down", yes: true, ...flags }, { terminal: said.terminal, clock: play.clock, open: (cluster) => (fleet = play.fleet(cluster)) });
    return { code, out: said.out.join("\n"), err: said.err.join("\n"), fleet };
  }

  it("within the limit measures from the host that never held the VIP, and sees that all is well again", async () => {
    const play = new Play({ goneMs: 3000, to: "cp2" });
    const { code, out, fleet } = await drill(play);
    expect(out).toMatch(/^https:\/\/192\.168\.1\.100:6443 is healthy: The VIP answers cp2 and cp3\.\nStops kube-vip on cp1 once/);
    expect(out).toMatch(/\n +0\.0 s {2}cp1 has the VIP\n(.*\n)* +\d\.\d s {2}stopping kube-vip on cp1\n(.*\n)* +\d\.\d s {2}cp3 gets no answer from the VIP\n(.*\n)* +\d\.\d s {2}cp2 has the VIP\n/);
    expect(out).toMatch(/\nwithin the limit: the VIP was gone for 3\.00 s at most, the limit is 24\.40 s\. It went from cp1 to cp2\.\n/);
    expect(out).toMatch(/\ncp3 +3\.00 s +\d+ of \d+$/m);
    expect(code).toBe(0);
    expect([play.stopped, play.watching, fleet?.closed]).toEqual([["cp1"], 0, true]);
  });

  it("prints one JSON object, and everything else to standard error", async () => {
    const { out, err } = await drill(new Play({ goneMs: 3000, to: "cp2" }), { json: true });
    const result = JSON.parse(out) as DrillResult;
    expect(result).toMatchObject({ format: 1, kind: "step-down", endpoint: "https://192.168.1.100:6443", from: "cp1", to: "cp2", stoppedBy: "crictl", gapMs: 3000, limitMs: 24_400, fromOutside: true, verdict: "within-limit", reasons: [] });
    expect(result.seen["cp3"]).toMatchObject({ gapMs: 3000, held: false });
    expect(err).toContain("stopping kube-vip on cp1");
  });

  it("over the limit exits with 1", async () => {
    const { code, out } = await drill(new Play({ goneMs: 6000, to: "cp3" }), { limit: 5 });
    expect(code).toBe(1);
    expect(out).toContain("over the limit: the VIP was gone for 6.00 s at most, the limit is 5.00 s. It went from cp1 to cp3.");
  });

  it("whose VIP does not come back in 5 times the limit exits with 2", async () => {
    const { code, out } = await drill(new Play({ goneMs: Infinity, to: "cp2" }), { limit: 5 });
    expect(code).toBe(2);
    expect(out).toMatch(/the VIP did not come back: the VIP was gone for 2\d\.\d\d s at most, the limit is 5\.00 s\. No host holds it now\.\n {2}The VIP does not answer steadily again\./);
  });

  it("says what is not well again, with exit code 1", async () => {
    const { code, out } = await drill(new Play({ goneMs: 1000, to: "cp2", after: (now) => ({ ...now, cp3: unseen("no route") }) }), { limit: 5 });
    expect(code).toBe(1);
    expect(out).toContain("not all is well again: the VIP was gone for 1.00 s at most");
    expect(out).toContain("\n  cp3 was not seen: no route\n");
  });

  it("powers off by the user's command alone, and does not ask for the dead host back", async () => {
    const play = new Play({ goneMs: 2000, to: "cp2", after: (now) => ({ ...now, cp1: unseen("no route") }) });
    const { code, out } = await drill(play, { kind: "power-off", powerOffCommand: `test {key}={host} = cp1=192.168.1.11 && touch ${join(folder, "off")}`, limit: 10 });
    expect([code, play.stopped]).toEqual([0, []]);
    expect(out).toContain(`Powers cp1 off with: test cp1=192.168.1.11 = cp1=192.168.1.11 && touch ${join(folder, "off")}`);
    expect(out).toContain("It went from cp1 to cp2.");
  });

  it("says when the command did not power the host off", async () => {
    const { code, out } = await drill(new Play({ goneMs: 0, to: "cp1" }), { kind: "power-off", powerOffCommand: "true", limit: 5 });
    expect(code).toBe(1);
    expect(out).toContain("cp1 still answers over SSH: the command did not power it off.");
  });

  it.each<[string, () => Play, Partial<DrillFlags>, RegExp]>([
    ["the control plane is degraded", () => new Play({ goneMs: 0, to: "cp1", before: seen(settings, { cp2: deaf }) }), {}, /^The control plane is degraded/],
    ["a host cannot ask the VIP", () => new Play({ goneMs: 0, to: "cp1", mute: "cp2" }), {}, /^cp2 cannot ask the VIP: cp2: there is no curl/],
    ["the VIP does not answer all hosts steadily", () => new Play({ goneMs: 0, to: "cp1", unsteady: "cp3" }), {}, /did not answer all hosts steadily \(cp3\)\. Nothing was stopped\.$/],
    ["kube-vip cannot be stopped", () => new Play({ goneMs: 0, to: "cp1", refuses: "cp1: more than one kube-vip runs here." }), {}, /^cp1: more than one kube-vip runs here\.$/],
    ["the power-off command fails", () => new Play({ goneMs: 0, to: "cp1" }), { kind: "power-off", powerOffCommand: "exit 7" }, /^The power-off command ended with status 7\./],
    ["nobody is there to be asked", () => new Play({ goneMs: 0, to: "cp1" }), { yes: undefined }, /^Nobody is there to be asked, so nothing was done\. Add --yes/],
  ])("exits with 3 when %s", async (_, made, flags, sentence) => {
    const play = made();
    const { code, err } = await drill(play, flags);
    expect(code).toBe(3);
    expect(err).toMatch(sentence);
    expect(play.stopped).toEqual([]);
    expect(play.watching).toBe(0);
  });

  it.each([["n", 4], ["", 4], ["never", 4], ["y", 0], ["Yes", 0]])("asked by a person who says %j exits with %d", async (answer, expected) => {
    const play = new Play({ goneMs: 1000, to: "cp2" });
    const questions: string[] = [];
    const { code } = await drill(play, { yes: undefined }, { ask: (question) => (questions.push(question), Promise.resolve(answer)) });
    expect([code, questions]).toEqual([expected, ["Go on? (y/N) "]]);
    expect(play.stopped).toEqual(expected === 0 ? ["cp1"] : []);
  });
});

