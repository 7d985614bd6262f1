// Runs one jest project in a process of its own, its output on this one's, its counts from jest's own report.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { repository, repositoryFiles } from "../files";
import type { Project } from "./projects";
import { failedTests, type JestReport, NONE, skippedParts, type Tally, tallyOf } from "./tally";

/** Matches the name of no test, so that jest reports all of them as skipped without running one. */
const NO_TEST = "^no test has this name$";

/** Whether there is anything to run; a project of which no file was written yet is no failure, one that jest then finds nothing in is. */
export function hasTests({ name }: Project): boolean {
  const folder = name === "unit" ? "tests" : join("tests", name);
  return repositoryFiles("tests").some((file) => file.startsWith(`${folder}/`) && file.endsWith(".test.ts"));
}

export interface Outcome {
  readonly tally: Tally;
  /** What tests left out themselves. */
  readonly skipped: readonly string[];
  /** Titles of tests; what failed beside them is in the tally alone. */
  readonly failed: readonly string[];
}

/** Says one line of a project's output. */
export type Say = (line: string) => void;

/** Runs all tests of the project. */
export function runProject(project: Project, say: Say): Promise<Outcome> {
  // A failed test may leave a server or a connection open: the run ends all the same, and its report is whole by then.
  return jest(project, ["--forceExit", `--maxWorkers=${project.workers}`, `--testTimeout=${project.testTimeoutSeconds * 1000}`, ...(project.workers === 1 ? ["--reporters=default", `--reporters=${join(__dirname, "liveReporter.js")}`] : [])], say);
}

/** How many tests the project has, at least one; runs none. */
export async function countTests(project: Project): Promise<number> {
  const { tally } = await jest(project, ["--runInBand", `--testNamePattern=${NO_TEST}`]);
  return Math.max(1, tally.failed + tally.skipped);
}

async function jest(project: Project, options: readonly string[], say?: Say): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "npm-test-"));
  const report = join(folder, "report.json");
  try {
    const ended = await runJest(project, [...options, "--json", `--outputFile=${report}`], say);
    const counts = JSON.parse(readFileSync(report, "utf8")) as JestReport;
    return { tally: tallyOf(counts, ended), skipped: skippedParts(counts), failed: failedTests(counts) };
  } catch (error) {
    say?.(`${project.name}: jest ended without a report: ${(error as Error).message}`);
    return { tally: { ...NONE, failed: 1 }, skipped: [], failed: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether jest says that all went well. */
function runJest(project: Project, options: readonly string[], say?: Say): Promise<boolean> {
  const args = [require.resolve("jest/bin/jest"), "--selectProjects", project.name, "--ci", ...options];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: repository, stdio: say ? ["ignore", "pipe", "pipe"] : "ignore" });
    for (const stream of [child.stdout, child.stderr]) if (say && stream) createInterface({ input: stream }).on("line", say);
    const limit = setTimeout(() => {
      say?.(`${project.name}: ended, since it took more than ${project.limitMinutes} minutes`);
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), 30_000).unref();
    }, project.limitMinutes * 60_000);
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(limit);
      resolve(code === 0);
    });
  });
}
