// Part of `npm run lint`: shellcheck and the shells' own parsers on the agent as one script, and on every other shell script.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { agentScript } from "../components/hosts/agentScript";
import { run } from "../lab/machine/run";
import { which } from "../lab/toolchain/which";
import { repository, repositoryFiles } from "./files";

type Dialect = "sh" | "bash";

interface Script {
  /** Relative to the repository; of the agent, a name that is no file. */
  readonly name: string;
  readonly path: string;
  readonly dialect: Dialect;
}

/** A remark of `shellcheck --format=json`. */
interface Remark {
  readonly line: number;
  readonly column: number;
  readonly level: string;
  readonly code: number;
  readonly message: string;
}

const AGENT_FOLDER = join("components", "hosts", "agent");
const AGENT = "the agent";
const PACKAGES: Readonly<Record<string, string>> = { shellcheck: "shellcheck", dash: "dash", busybox: "busybox", bash: "bash" };
/** The shells that a host's /bin/sh may be, and what only our own machines run. */
const PARSERS: Readonly<Record<Dialect, readonly string[][]>> = { sh: [["dash", "-n"], ["busybox", "ash", "-n"]], bash: [["bash", "-n"]] };

function dialectOf(file: string): Dialect | undefined {
  const [first = ""] = readFileSync(join(repository, file), "utf8").split("\n", 1);
  const shebang = /^#!.*\b(bash|sh)\b/.exec(first)?.[1] as Dialect | undefined;
  return shebang ?? (file.endsWith(".sh") ? "sh" : undefined);
}

function otherScripts(): Script[] {
  const files = repositoryFiles().filter((file) => !file.startsWith(AGENT_FOLDER) && !/\.(ts|js|mjs|json|yaml|md)$/.test(file));
  return files.flatMap((name) => {
    const dialect = dialectOf(name);
    return dialect ? [{ name, path: join(repository, name), dialect }] : [];
  });
}

/** File and line of a line of the whole agent, which is its files one after the other. */
function inAgent(line: number): string {
  const whole = agentScript();
  for (const name of readdirSync(join(repository, AGENT_FOLDER))) {
    const text = readFileSync(join(repository, AGENT_FOLDER, name), "utf8");
    const before = whole.slice(0, whole.indexOf(text)).split("\n").length - 1;
    if (line > before && line <= before + text.split("\n").length) return `${join(AGENT_FOLDER, name)}:${line - before}`;
  }
  return `${AGENT}:${line}`;
}

async function shellcheck(script: Script): Promise<string[]> {
  // SC1091: a sourced file that is on another machine cannot be followed.
  const { stdout, stderr, exitCode } = await run("shellcheck", [`--shell=${script.dialect}`, "--severity=style", "--exclude=SC1091", "--format=json", script.path], { reject: false });
  if (exitCode > 1) throw new Error(`shellcheck failed on ${script.name}: ${stderr}`);
  const place = (line: number) => (script.name === AGENT ? inAgent(line) : `${script.name}:${line}`);
  return (JSON.parse(stdout) as Remark[]).map(({ line, column, level, code, message }) => `${place(line)}:${column} ${level} SC${code}: ${message}`);
}

async function parse(script: Script, [shell, ...args]: readonly string[]): Promise<string[]> {
  const { stderr, exitCode } = await run(shell!, [...args, script.path], { reject: false });
  return exitCode === 0 ? [] : [`${script.name}: ${[shell, ...args].join(" ")}: ${stderr.replaceAll(script.path, script.name)}`];
}

async function remarksOn(script: Script): Promise<string[]> {
  const all = await Promise.all([shellcheck(script), ...PARSERS[script.dialect].map((parser) => parse(script, parser))]);
  return all.flat();
}

async function lint(folder: string): Promise<string[]> {
  const missing = Object.keys(PACKAGES).filter((program) => !which(program));
  if (missing.length > 0) return [`${missing.join(", ")}: not on this machine, and the shell scripts are checked with it. Run: apt-get install -y ${missing.map((program) => PACKAGES[program]).join(" ")}`];
  const agent = join(folder, "agent.sh");
  writeFileSync(agent, agentScript());
  const scripts: Script[] = [{ name: AGENT, path: agent, dialect: "sh" }, ...otherScripts()];
  const remarks = (await Promise.all(scripts.map(remarksOn))).flat();
  if (remarks.length === 0) console.log(`Shell: ${scripts.map(({ name }) => name).join(", ")}: clean.`);
  return remarks;
}

const folder = mkdtempSync(join(tmpdir(), "lint-shell-"));
lint(folder)
  .then((remarks) => {
    for (const remark of remarks) console.error(remark);
    if (remarks.length > 0) process.exitCode = 1;
  })
  .finally(() => rmSync(folder, { recursive: true, force: true }));
