// The packed library in fresh projects of somebody else: one of ES modules, one of CommonJS.
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../lab/machine/run";

const REPOSITORY = join(__dirname, "../..");
const PROGRAM = join(__dirname, "program");

interface PackageJson {
  readonly devDependencies: Readonly<Record<string, string>>;
}

export interface PackedFile {
  readonly path: string;
  readonly mode: number;
}

export interface Packed {
  /** The tarball. */
  readonly file: string;
  readonly files: readonly PackedFile[];
}

export interface Consumers {
  readonly packed: Packed;
  /** Folders with a Pulumi.yaml, the program in index.ts, to be compiled into bin/. */
  readonly esm: string;
  readonly commonjs: string;
  remove(): void;
}

// npm takes its settings from the environment of the npm that runs the tests, where they would decide what is printed.
const env = Object.fromEntries(Object.keys(process.env).filter((name) => /^npm_/i.test(name)).map((name) => [name, undefined]));

async function npm(cwd: string, ...args: string[]): Promise<string> {
  return (await run("npm", [...args, "--loglevel=error"], { cwd, env })).stdout;
}

async function pack(folder: string): Promise<Packed> {
  const printed = await npm(REPOSITORY, "pack", "--json", "--foreground-scripts=false", `--pack-destination=${folder}`);
  const [packed] = JSON.parse(printed) as { filename: string; files: PackedFile[] }[];
  return { file: join(folder, packed!.filename), files: packed!.files };
}

/** With the repository's lock file as a start, npm takes the very versions that are tested, from its cache, and asks the registry for nothing. */
async function install(folder: string, { file }: Packed): Promise<void> {
  const own = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8")) as PackageJson;
  const wanted = (...names: string[]) => Object.fromEntries(names.map((name) => [name, own.devDependencies[name]!]));
  const project = {
    name: "consumer",
    private: true,
    dependencies: { "pulumi-kube-vip": `file:${file}`, ...wanted("@pulumi/pulumi") },
    devDependencies: wanted("typescript", "@types/node"),
  };
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify(project));
  copyFileSync(join(REPOSITORY, "package-lock.json"), join(folder, "package-lock.json"));
  await npm(folder, "install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts");
}

function makeProject(folder: string, type: "module" | "commonjs", runtime: object): void {
  const project = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as object;
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...project, type }));
  cpSync(PROGRAM, folder, { recursive: true });
  const compilerOptions = { target: "ES2022", module: "nodenext", moduleResolution: "nodenext", strict: true, skipLibCheck: false, types: ["node"], outDir: "bin" };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  writeFileSync(join(folder, "Pulumi.yaml"), JSON.stringify({ name: "consumer", ...runtime }));
}

/** Compiles a project by its own TypeScript; what that complains of, empty when all is well. */
export async function compile(project: string): Promise<string> {
  return (await run(process.execPath, [join(project, "node_modules", "typescript", "bin", "tsc")], { cwd: project, reject: false })).stdout;
}

/** Packs, installs, and lays the program in both projects; the ES modules are run as compiled, the CommonJS by Pulumi's own TypeScript. */
export async function makeConsumers(): Promise<Consumers> {
  const folder = mkdtempSync(join(tmpdir(), "package-test-"));
  const [esm, commonjs] = [join(folder, "esm"), join(folder, "commonjs")];
  const packed = await pack(folder);
  await install(esm, packed);
  await run("cp", ["-al", esm, commonjs]);
  // What is written from here on must not be one file in both.
  copyFileSync(join(esm, "package.json"), join(folder, "package.json"));
  rmSync(join(commonjs, "package.json"));
  copyFileSync(join(folder, "package.json"), join(commonjs, "package.json"));
  makeProject(esm, "module", { runtime: { name: "nodejs", options: { typescript: false } }, main: "bin/index.js" });
  makeProject(commonjs, "commonjs", { runtime: { name: "nodejs", options: { typescript: true } }, main: "index.ts" });
  return { packed, esm, commonjs, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
