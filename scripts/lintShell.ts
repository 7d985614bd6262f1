// Part of `npm run lint`: shellcheck and the shells' own parsers on the scripts that are put together from parts, each as one, and on every other shell script.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { agentSource } from "../components/hosts/agentScript";
import { observeSource } from "../components/hosts/observe/observeScript";
import { run } from "../lab/machine/run";
import { which } from "../lab/toolchain/which";
import { repository, repositoryFiles } from "./files";

type Dialect = "sh" | "bash";

interface Script {
  /** Relative to the repository; of one that is put together, a name that is no file. */
  readonly name: string;
  readonly path: string;
  readonly dialect: Dialect;
  /** Of a script that is put together. */
  readonly text?: string;
  /** Folder of the parts that are judged in it; those of other scripts are judged there. */
  readonly judged?: string;
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
const OBSERVER_FOLDER = join("components", "hosts", "observe");
/** Whose files are parts of scripts. */
const PART_FOLDERS = [AGENT_FOLDER, OBSERVER_FOLDER];
const PACKAGES: Readonly<Record<string, string>> = { shellcheck: "shellcheck", dash: "dash", busybox: "busybox", bash: "bash" };
/** The shells that a host's /bin/sh may be, and what only our own machines run. */
const PARSERS: Readonly<Record<Dialect, readonly string[][]>> = { sh: [["dash", "-n"], ["busybox", "ash", "-n"]], bash: [["bash", "-n"]] };

function dialectOf(file: string): Dialect | undefined {
  const [first = ""] = readFileSync(join(repository, file), "utf8").split("\n", 1);
  const shebang = /^#!.*\b(bash|sh)\b/.exec(first)?.[1] as Dialect | undefined;
  return shebang ?? (file.endsWith(".sh") ? "sh" : undefined);
}

function otherScripts(): Script[] {
  const files = repositoryFiles().filter((file) => PART_FOLDERS.every((folder) => !file.startsWith(folder)) && !/\.(ts|js|mjs|json|yaml|md)$/.test(file));
  return files.flatMap((name) => {
    const dialect = dialectOf(name);
    return dialect ? [{ name, path: join(repository, name), dialect }] : [];
  });
}

function composedScripts(folder: string): Script[] {
  const put = (name: string, text: string, judged: string): Script => {
    const path = join(folder, `${name.replaceAll(" ", "-")}.sh`);
    writeFileSync(path, text);
    return { name, path, dialect: "sh", text, judged };
  };
  return [put("the agent", agentSource(), AGENT_FOLDER), put("the observer", observeSource(), OBSERVER_FOLDER)];
}

/** File and line of a line of a script that is its parts one after the other. */
function placeOf({ name, text }: Script, line: number): string {
  if (text === undefined) return `${name}:${line}`;
  for (const folder of PART_FOLDERS) {
    for (const file of readdirSync(join(repository, folder)).filter((one) => one.endsWith(".sh"))) {
      const part = readFileSync(join(repository, folder, file), "utf8");
      const at = text.indexOf(part);
      const before = text.slice(0, at).split("\n").length - 1;
      if (at >= 0 && line > before && line <= before + part.split("\n").length) return `${join(folder, file)}:${line - before}`;
    }
  }
  return `${name}:${line}`;
}

async function shellcheck(script: Script): Promise<string[]> {
  // SC1091: a sourced file that is on another machine cannot be followed.
  const { stdout, stderr, exitCode } = await run("shellcheck", [`--shell=${script.dialect}`, "--severity=style", "--exclude=SC1091", "--format=json", script.path], { reject: false });
  if (exitCode > 1) throw new Error(`shellcheck failed on ${script.name}: ${stderr}`);
  const remarks = (JSON.parse(stdout) as Remark[]).map(({ line, column, level, code, message }) => `${placeOf(script, line)}:${column} ${level} SC${code}: ${message}`);
  return remarks.filter((remark) => script.judged === undefined || PART_FOLDERS.every((folder) => folder === script.judged || !remark.startsWith(folder)));
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
  const scripts = [...composedScripts(folder), ...otherScripts()];
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
