// `npm test`: everything that this machine can run, what it cannot with the reason, and at the end one line of real counts.
import { Command, InvalidArgumentError } from "commander";
import { countTests, hasTests, type Outcome, runProject } from "./test/jest";
import { type Project, projects } from "./test/projects";
import { add, line, NONE } from "./test/tally";

interface Options {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly all?: true;
}

/** With LAB_REQUIRED=1, as in CI, what cannot run here has failed. */
const required = process.env.LAB_REQUIRED === "1";

function names(list: string): string[] {
  const wanted = list.split(",");
  const known = projects.map(({ name }) => name);
  const wrong = wanted.filter((name) => !known.includes(name));
  if (wrong.length > 0) throw new InvalidArgumentError(`there is no ${wrong.join(", ")}: there are ${known.join(", ")}`);
  return wanted;
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

async function cannotRun(project: Project, reason: string): Promise<Outcome> {
  const tests = await countTests(project);
  const said = required ? `failed, since LAB_REQUIRED=1: ${reason}` : reason;
  console.log(said);
  return { tally: { ...NONE, [required ? "failed" : "skipped"]: tests }, skipped: [said], failed: [] };
}

async function run(project: Project): Promise<Outcome> {
  const lack = await project.lacks((text) => console.log(text));
  return lack === undefined ? runProject(project) : cannotRun(project, lack);
}

async function test({ only, skip, all }: Options): Promise<void> {
  const start = Date.now();
  const summary: string[] = [];
  let total = NONE;
  const note = (project: Project, text: string): void => void summary.push(`${project.name.padEnd(10)}${text}`);
  for (const project of projects) {
    if ((only && !only.includes(project.name)) || skip?.includes(project.name)) {
      note(project, "left out by option");
      continue;
    }
    if (project.onDemand && !only && !all) {
      note(project, `on demand: npm test -- --only ${project.name}, or --all`);
      continue;
    }
    const began = Date.now();
    console.log(`\n=== ${project.name}: ${project.what} ===`);
    if (!hasTests(project)) {
      note(project, "has no test file yet");
      continue;
    }
    const { tally, skipped, failed } = await run(project);
    total = add(total, tally);
    note(project, `${line(tally)} in ${seconds(began)}${skipped.map((part) => `\n          not run: ${part}`).join("")}${failed.map((title) => `\n          failed: ${title}`).join("")}`);
  }
  console.log(`\n=== all, in ${seconds(start)} ===\n${summary.join("\n")}\n`);
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
  console.log(line(total));
}

const program = new Command("npm test --")
  .description("Runs all tests that this machine can run.")
  .option("--only <projects>", `only these, of ${projects.map(({ name }) => name).join(", ")}`, names)
  .option("--all", "also those that take too long for every change")
  .option("--skip <projects>", "all but these", names)
  .action((options: Options) => test(options));

void program.parseAsync();
