// Ending a rollout by its name, on hosts that answer as the agent does.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runUnlock } from "../../../cli/unlock/runUnlock";
import type { Terminal } from "../../../cli/terminal";
import type { Session } from "../../../components/hosts/session";
import { fleetOf, remember, settingsFile } from "../controlPlane";

type Told = readonly [code: number, stderr: string];

describe("unlock", () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), "unlock-")); });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function unlock(hosts: Readonly<Record<string, Told>>, run = "run-1", over: Partial<Terminal> = {}, yes = true) {
    const said = remember(over);
    const calls: string[] = [];
    const session = (key: string): Promise<Session> => {
      const told = hosts[key];
      if (!told) return Promise.reject(new Error(`${key} refuses connections.`));
      return Promise.resolve({ run: (call: string) => (calls.push(call), Promise.resolve({ stdout: "", stderr: told[1], code: told[0] })) } as unknown as Session);
    };
    const code = await runUnlock(run, { settings: settingsFile(folder), ...(yes ? { yes } : {}) }, { terminal: said.terminal, open: (cluster) => fleetOf(cluster, [], session) });
    return { code, calls, out: said.out, err: said.err };
  }

  const FREE: Told = [2, "sh: 0: cannot open /run/pulumi-kube-vip.guard-run-1/agent: No such file\n"];

  it("asks every host, and is done where none is held any more", async () => {
    const { code, calls, out } = await unlock({ cp1: [0, "cp1: it has ended, no rollout holds this host\n"], cp2: FREE, cp3: [2, "sh: can't open '/run/x/agent': No such file or directory\n"] });
    expect([code, out]).toEqual([0, ["cp1: it has ended, no rollout holds this host", "cp2: no guard of that rollout is here", "cp3: no guard of that rollout is here"]]);
    expect(calls).toEqual(["cp1", "cp2", "cp3"].map((key) => `sh /run/pulumi-kube-vip.guard-run-1/agent unlock host=${key} run=run-1`));
  });

  it("says what could not be done, in the hosts' own words", async () => {
    const { code, err } = await unlock({ cp1: FREE, cp2: [1, "cp2: the rollout run-2 of prod holds this host, and not run-1.\n"] });
    expect([code, err]).toEqual([1, ["cp2: the rollout run-2 of prod holds this host, and not run-1.", "cp3 refuses connections."]]);
  });

  it("asks a person first, and does nothing when nobody is there or says no", async () => {
    expect(await unlock({}, "run-1", {}, false)).toMatchObject({ code: 3, calls: [], err: [expect.stringContaining("Add --yes")] });
    expect(await unlock({}, "run-1", { ask: () => Promise.resolve("no") }, false)).toMatchObject({ code: 4, calls: [] });
    expect(await unlock({ cp1: FREE, cp2: FREE, cp3: FREE }, "run-1", { ask: () => Promise.resolve("y") }, false)).toMatchObject({ code: 0 });
  });

  it("takes no name that could be something else in a shell", async () => {
    expect(await unlock({}, "x; reboot")).toMatchObject({ code: 3, calls: [], err: [expect.stringContaining('cannot be named "x; reboot"')] });
  });
});
