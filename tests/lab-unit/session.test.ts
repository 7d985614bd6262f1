// Beginning and end of a lab, without hosts: its record, whose processes are whose, its clean-up, and progress.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openLabs, labStates } from "../../lab/inventory";
import { identify, isAlive, ownAncestry, signal, waitForEnd } from "../../lab/machine/processes";
import { createRecord, labNames, placeOf, readRecord, recordProcess, recordedProcess, type LabFacts } from "../../lab/machine/record";
import { run } from "../../lab/machine/run";
import { lineProgress } from "../../lab/progress";
import { attachLab } from "../../lab/session";

let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "lab-state-"));
  process.env.PULUMI_KUBE_VIP_LAB_STATE = state;
});

afterEach(() => {
  delete process.env.PULUMI_KUBE_VIP_LAB_STATE;
  rmSync(state, { recursive: true, force: true });
});

function facts(name: string, kept = false): LabFacts {
  return { name, ...placeOf(name), disk: "/cache/disk.img", shim: "/cache/shim.so", startedAt: "2026-01-01T00:00:00.000Z", kept };
}

describe("the record of a lab", () => {
  it("is what another process finds the lab by", () => {
    createRecord(facts("one"));
    expect(readRecord("one")).toEqual(facts("one"));
    expect(labNames()).toEqual(["one"]);
  });

  it("refuses a second lab of the same name and says how to end the first", () => {
    createRecord(facts("one"));
    expect(() => createRecord(facts("one"))).toThrow("npm run lab -- down --name one");
  });

  it.each(["", "-a", "a-", "Dev", "a/b", "..", "a".repeat(21)])("refuses the name %j, which would not do for a folder, a namespace or a socket", (name) => {
    expect(() => placeOf(name)).toThrow("lower case letters, digits and dashes");
  });

  it("of a lab that is not up leads to how to start one", async () => {
    await expect(attachLab("none")).rejects.toThrow("npm run lab -- up --name none");
  });
});

describe("labs on this machine", () => {
  it("are in use while the process that started them for itself is alive, and `down --all` leaves those alone", () => {
    createRecord(facts("mine"));
    createRecord(facts("kept", true));
    createRecord(facts("orphan"));
    recordProcess(facts("orphan"), "starter", { pid: process.pid, started: "1" });
    expect(labStates().map(({ name, inUse }) => [name, inUse])).toEqual([["kept", false], ["mine", true], ["orphan", false]]);
    expect(openLabs()).toEqual(["kept", "orphan"]);
  });

  it("count also when their start was cut off before anything was recorded", () => {
    mkdirSync(join(state, "half"), { recursive: true });
    expect(labStates()).toMatchObject([{ name: "half", hostsOn: [], inUse: false }]);
    expect(openLabs()).toEqual(["half"]);
  });
});

describe("processes of a lab", () => {
  it("are known by id and start time, so that a later process with the same id is left alone", async () => {
    const identity = identify(spawn("sleep", ["60"]).pid!)!;
    signal({ ...identity, started: "1" }, "SIGKILL");
    expect(isAlive(identity)).toBe(true);
    signal(identity, "SIGKILL");
    await waitForEnd(identity);
    expect(isAlive(identity)).toBe(false);
  });

  it("are found again by what was written down", () => {
    createRecord(facts("p"));
    recordProcess(facts("p"), "cp1", { pid: 4711, started: "99" });
    expect(recordedProcess(facts("p"), "cp1")).toEqual({ pid: 4711, started: "99" });
    expect(recordedProcess(facts("p"), "cp2")).toBeUndefined();
  });

  it("never include this process or those it descends from", () => {
    expect([...ownAncestry()]).toEqual(expect.arrayContaining([process.pid, process.ppid]));
  });
});

describe("the clean-up of a process that started a lab", () => {
  const program = (end: string) => `require(${JSON.stringify(join(__dirname, "../../lab/machine/untilExit.ts"))}).untilExit(() => console.log("cleaned up")); ${end}`;
  const tsx = ["-r", require.resolve("tsx/cjs"), "-e"];

  it.each([
    ["ends by itself", "", 0],
    ["is ended by SIGTERM", "process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 5000)", 143],
    ["is interrupted by Ctrl-C", "process.kill(process.pid, 'SIGINT'); setTimeout(() => {}, 5000)", 130],
  ])("happens once when it %s", async (_how, end, status) => {
    const { stdout, exitCode } = await run(process.execPath, [...tsx, program(end)], { reject: false });
    expect({ stdout, exitCode }).toEqual({ stdout: "cleaned up", exitCode: status });
  });

  it("happens when it throws", async () => {
    const { stdout, exitCode } = await run(process.execPath, [...tsx, program("throw new Error('no')")], { reject: false });
    expect(stdout).toBe("cleaned up");
    expect(exitCode).toBe(1);
  });
});

describe("the guard of a lab", () => {
  const modules = (name: string) => JSON.stringify(join(__dirname, "../../lab/machine", name));
  const starter = (end: string) => `require(${modules("record.ts")}).createRecord(${JSON.stringify(facts("g"))}); const dismiss = require(${modules("guard.ts")}).postGuard("g"); ${end}`;
  const start = (end: string) => run(process.execPath, ["-r", require.resolve("tsx/cjs"), "-e", starter(end)], { reject: false });
  const isThere = () => labNames().includes("g");

  it("ends it when its starter was killed", async () => {
    await start("setTimeout(() => process.kill(process.pid, 'SIGKILL'), 200)");
    for (let tries = 0; isThere() && tries < 100; tries++) await sleep(100);
    expect(isThere()).toBe(false);
  });

  it("leaves it alone when it was sent away, as for a lab that is kept", async () => {
    await start("dismiss()");
    await sleep(2500);
    expect(isThere()).toBe(true);
  });
});

describe("running a program", () => {
  it("fails with what it said and how it ended", async () => {
    await expect(run("sh", ["-c", "echo broken >&2; exit 3"])).rejects.toThrow(/sh -c .* ended with status 3:\nbroken$/);
  });

  it("tells a program that overran its time from one that failed", async () => {
    await expect(run("sleep", ["60"], { timeoutMs: 100 })).rejects.toThrow("was ended by SIGKILL (it had 0.1 s)");
  });

  it("gives the status instead when asked to", async () => {
    expect(await run("sh", ["-c", "cat; exit 4"], { input: "in", reject: false })).toEqual({ stdout: "in", stderr: "", exitCode: 4 });
  });
});

describe("progress where there is no terminal", () => {
  it("says what began, what happened and what ended, with seconds", async () => {
    const lines: string[] = [];
    let ms = 0;
    await lineProgress((line) => lines.push(line), () => ms).step("Boot", async (say) => {
      ms = 1500;
      say("cp1: ssh");
      ms = 3000;
    });
    expect(lines).toEqual(["[   0.0 s] Boot", "[   1.5 s]   cp1: ssh", "[   3.0 s] Boot: done in 3.0 s"]);
  });

  it("shows a step within a step as a line of the outer one", async () => {
    const lines: string[] = [];
    const progress = lineProgress((line) => lines.push(line), () => 0);
    await progress.step("Demo", () => progress.step("Lab", async (say) => say("cp1")));
    expect(lines.map((line) => line.slice(11))).toEqual(["Demo", "  Lab", "  cp1", "Demo: done in 0.0 s"]);
  });

  it("passes results and errors on", async () => {
    const lines: string[] = [];
    const progress = lineProgress((line) => lines.push(line), () => 0);
    expect(await progress.step("A", async () => 7)).toBe(7);
    await expect(progress.step("B", async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(lines.at(-1)).toBe("[   0.0 s] B: failed after 0.0 s");
  });
});
