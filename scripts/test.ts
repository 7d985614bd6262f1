// `npm test`: everything that this machine can run, what it cannot with the reason, and at the end one line of real counts.
import { Command, InvalidArgumentError } from "commander";
import { countTests, hasTests, type Outcome, runProject, type Say } from "./test/jest";
import { batches, type Project, projects } from "./test/projects";
import { add, line, NONE, type Tally } from "./test/tally";

interface Options {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly all?: true;
}

const NAME_WIDTH = 10;

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

async function cannotRun(project: Project, reason: string, say: Say): Promise<Outcome> {
  const tests = await countTests(project);
  const said = required ? `failed, since LAB_REQUIRED=1: ${reason}` : reason;
  say(said);
  return { tally: { ...NONE, [required ? "failed" : "skipped"]: tests }, skipped: [said], failed: [] };
}

async function run(project: Project, say: Say): Promise<Outcome> {
  const lack = await project.lacks(say);
  return lack === undefined ? runProject(project, say) : cannotRun(project, lack, say);
}

/** Why the project does not run now, if it does not. */
function leftOut(project: Project, { only, skip, all }: Options): string | undefined {
  if ((only && !only.includes(project.name)) || skip?.includes(project.name)) return "left out by option";
  if (project.onDemand && !only && !all) return `on demand: npm test -- --only ${project.name}, or --all`;
  return hasTests(project) ? undefined : "has no test file yet";
}

interface Result {
  readonly tally: Tally;
  readonly summary: string;
}

async function runAndSum(project: Project, say: Say): Promise<Result> {
  const began = Date.now();
  say(`=== ${project.name}: ${project.what} ===`);
  const { tally, skipped, failed } = await run(project, say);
  const details = [...skipped.map((part) => `not run: ${part}`), ...failed.map((title) => `failed: ${title}`)];
  return { tally, summary: [`${line(tally)} in ${seconds(began)}`, ...details].join(`\n${" ".repeat(NAME_WIDTH)}`) };
}

/** Lines of projects that run at the same time begin with the project's name. */
function runBatch(batch: readonly Project[]): Promise<Result[]> {
  console.log();
  return Promise.all(batch.map((project) => runAndSum(project, (text) => console.log(batch.length > 1 ? `${project.name.padEnd(NAME_WIDTH)}${text}` : text))));
}

async function test(options: Options): Promise<void> {
  const start = Date.now();
  const results = new Map<Project, Result>();
  for (const batch of batches(projects.filter((project) => leftOut(project, options) === undefined))) {
    const ended = await runBatch(batch);
    batch.forEach((project, index) => results.set(project, ended[index]!));
  }
  const summary = projects.map((project) => project.name.padEnd(NAME_WIDTH) + (results.get(project)?.summary ?? leftOut(project, options)));
  const total = [...results.values()].map(({ tally }) => tally).reduce(add, NONE);
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
