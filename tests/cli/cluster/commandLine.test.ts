// The command line itself: what it refuses, with which exit code, and what --help promises.
import { execFile } from "node:child_process";
import { join } from "node:path";

const MAIN = join(__dirname, "../../../cli/main.ts");
const TSX = require.resolve("tsx/cli");

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [TSX, MAIN, ...args], (_, out, err) => resolve({ code: child.exitCode ?? -1, out, err }));
  });
}

it("Mistakes on the command line end with 3, since 1 and 2 say how the control plane is", async () => {
  const mistakes: [string[], string][] = [
    [["status", "--setings", "x"], "unknown option '--setings'"],
    [["status", "--watch", "soon"], "It is a number of seconds above 0"],
    [["status", "--deadline", "0"], "It is a number of seconds above 0"],
    [["status", "--logs", "--watch"], "--logs shows the logs once; leave --watch out"],
    [["drill", "--kind", "power-off"], "--kind power-off and --power-off-command go together"],
    [["drill", "--power-off-command", "true"], "--kind power-off and --power-off-command go together"],
    [["drill", "--kind", "unplug"], "Allowed choices are step-down, power-off"],
    [["status", "--settings", "/nowhere.yaml"], "/nowhere.yaml cannot be read"],
    [["drill", "--settings", "/nowhere.yaml", "--yes"], "/nowhere.yaml cannot be read"],
  ];
  for (const [args, sentence] of mistakes) {
    const { code, out, err } = await run(...args);
    expect({ args, code, out }).toEqual({ args, code: 3, out: "" });
    expect(err).toContain(sentence);
  }
}, 300_000);

it("--help tells every exit code", async () => {
  const [status, drill] = await Promise.all([run("status", "--help"), run("drill", "--help")]);
  expect([status.code, drill.code]).toEqual([0, 0]);
  expect(status.out).toMatch(/Exit code: 0 healthy; 1 .*; 2 .*; 3 /);
  expect(drill.out).toMatch(/Exit code: 0 .*; 1 .*; 2 .*; 3 .*; 4 declined/);
}, 300_000);
