// A Pulumi stack of the lab: a stack program run by the real engine, with a state, config and PULUMI_HOME of its own.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { buildCommandStandIn } from "../commandProvider/build";
import { run } from "../machine/run";
import type { Toolchain } from "../toolchain/types";
import { readEvents, type EngineEvent } from "./events";
import { writePlainConfig, writeProject, type StackConfig } from "./project";

export interface WorkspaceOptions {
  /** Folder of a Pulumi program, with its Pulumi.yaml. It is not written to. */
  program: string;
  config?: StackConfig;
  /** Folder of the CLI with its language host, and where the command provider comes from. */
  toolchain: Pick<Toolchain, "pulumi"> & { commandPlugin: { kind: "real"; path: string } | { kind: "stand-in" } };
  /** The command line that runs a program where the hosts can be reached, as `Lab.insideCommand`. Default: as it is. */
  inside?: (command: string, args: readonly string[]) => [program: string, args: string[]];
  /** Name of the stack. Default: "lab". */
  stack?: string;
  /** Variables of the engine and the program. Those that keep the stack apart from the user's (PULUMI_HOME, backend, passphrase, PATH) win. */
  env?: Record<string, string>;
}

export interface OperationOptions {
  /** More arguments, such as `--target URN` or `--diff`. */
  args?: readonly string[];
  /** true: the user sees Pulumi's own live display on this terminal, and stdout of the result is empty. Default: false. */
  live?: boolean;
  /** true: a failed operation is a result too. Default: it throws a PulumiError. */
  mayFail?: boolean;
  /** Ends the operation like an engine that is killed. */
  signal?: AbortSignal;
}

export interface OperationResult {
  /** 0 when all went well. */
  exitCode: number;
  stdout: string;
  stderr: string;
  events: EngineEvent[];
  /** From the start of the CLI to its end. */
  seconds: number;
}

/** An operation that failed. The message is what Pulumi said. */
export class PulumiError extends Error {
  constructor(operation: string, readonly result: OperationResult) {
    super(`pulumi ${operation} failed with status ${result.exitCode}:\n${result.stdout}\n${result.stderr}`);
  }
}

/** A step of `preview --json`. States hold inputs and outputs; a secret is an object with a signature key. */
export interface PreviewStep {
  op: string;
  urn: string;
  oldState?: { inputs: Record<string, unknown>; outputs?: Record<string, unknown> };
  newState?: { inputs: Record<string, unknown>; outputs?: Record<string, unknown> };
  diffReasons?: string[];
  replaceReasons?: string[];
  detailedDiff?: Record<string, { kind: string; inputDiff: boolean }>;
}

export interface PreviewDigest {
  steps: PreviewStep[];
  diagnostics?: { urn?: string; message: string; severity: string }[];
  changeSummary: Record<string, number>;
}

export interface Workspace {
  /** The project's folder, where `pulumi` may also be run by hand with `env`. */
  readonly dir: string;
  /** What a person needs in the environment to use this stack by hand. It holds the passphrase. */
  readonly env: Readonly<Record<string, string>>;
  up(options?: OperationOptions): Promise<OperationResult>;
  /** Text as a person sees it; give `args: ["--diff"]` for details. */
  preview(options?: OperationOptions): Promise<OperationResult>;
  previewJson(options?: OperationOptions): Promise<PreviewDigest>;
  refresh(options?: OperationOptions): Promise<OperationResult>;
  destroy(options?: OperationOptions): Promise<OperationResult>;
  /** The stack's outputs, secrets in clear. */
  outputs(): Promise<Record<string, unknown>>;
  /** The state as text of JSON, as `pulumi stack export` gives it: secrets encrypted. */
  exportStack(): Promise<string>;
  setConfig(config: StackConfig): Promise<void>;
  removeConfig(key: string): Promise<void>;
  /** Any other command, such as `["stack", "--show-urns"]`. */
  pulumi(args: readonly string[], options?: OperationOptions): Promise<OperationResult>;
  /** Removes state, config and PULUMI_HOME. Destroy first: this touches no host. */
  remove(): Promise<void>;
}

/** The passphrase keeps secrets out of files that tests look into; it guards nothing that outlives the lab. */
const PASSPHRASE = "lab";

/** Makes the stack. @throws PulumiError when the CLI does not start or a config key is refused */
export async function createWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { stack = "lab", toolchain } = options;
  const root = await mkdtemp(join(tmpdir(), "kube-vip-pulumi-"));
  const dir = join(root, "project");
  const [home, state] = [join(root, "home"), join(root, "state")];
  await Promise.all([dir, home, state].map((path) => mkdir(path)));
  const { commandPlugin } = toolchain;
  const project = await writeProject(dir, options.program, commandPlugin.kind === "stand-in" ? await buildCommandStandIn() : undefined);
  const env = environment(options, home, state);

  const pulumi: Workspace["pulumi"] = async (args, { live = false, mayFail = false, signal, args: more = [] } = {}) => {
    return execute(options, dir, env, [...args, ...more], { live, mayFail, ...(signal && { signal }) });
  };
  const operate = (operation: string, flags: string[]) => async (given: OperationOptions = {}) => {
    const log = join(root, `events-${operation}-${Date.now()}.json`);
    return pulumi([operation, ...flags, "--stack", stack, "--event-log", log], given);
  };
  const setConfig: Workspace["setConfig"] = async (config) => {
    await writePlainConfig(dir, stack, project, config);
    for (const [key, { value, secret }] of Object.entries(config)) {
      if (secret) await execute(options, dir, env, ["config", "set", "--secret", "--stack", stack, key], { input: value });
    }
  };

  await pulumi(["stack", "init", stack, "--secrets-provider", "passphrase"]);
  await setConfig(options.config ?? {});
  const preview = operate("preview", []);
  return {
    dir,
    env,
    pulumi,
    up: operate("up", ["--yes"]),
    preview,
    previewJson: async (given) => JSON.parse((await preview({ ...given, args: ["--json", ...(given?.args ?? [])] })).stdout) as PreviewDigest,
    refresh: operate("refresh", ["--yes"]),
    destroy: operate("destroy", ["--yes"]),
    outputs: async () => JSON.parse((await pulumi(["stack", "output", "--json", "--show-secrets", "--stack", stack])).stdout) as Record<string, unknown>,
    exportStack: async () => (await pulumi(["stack", "export", "--stack", stack])).stdout,
    setConfig,
    removeConfig: async (key) => void (await pulumi(["config", "rm", "--stack", stack, key])),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** The caller's agent and Pulumi account stay out: a stack of the lab behaves alike on every machine. */
const LEFT_OUT = /^(PULUMI_|SSH_AUTH_SOCK$|NODE_OPTIONS$|TS_NODE_)/;

function environment({ toolchain, env = {} }: WorkspaceOptions, home: string, state: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => !LEFT_OUT.test(entry[0]) && entry[1] !== undefined);
  const plugin = toolchain.commandPlugin.kind === "real" ? [toolchain.commandPlugin.path] : [];
  return {
    ...Object.fromEntries(inherited),
    // Checking the program's types takes about 8 s of CPU whenever a file changed; `npm run typecheck` does it.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    ...env,
    PATH: [...plugin, toolchain.pulumi, dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // `--event-log` is there for those who debug Pulumi.
    PULUMI_DEBUG_COMMANDS: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

interface Execution {
  live?: boolean;
  mayFail?: boolean;
  signal?: AbortSignal;
  input?: string;
}

async function execute(options: WorkspaceOptions, dir: string, env: Record<string, string>, args: string[], { live = false, mayFail = false, signal, input }: Execution): Promise<OperationResult> {
  const all = live ? args : [...args, "--non-interactive", "--color", "never"];
  const inside = options.inside ?? ((command: string, rest: readonly string[]): [string, string[]] => [command, [...rest]]);
  const [program, programArgs] = inside(join(options.toolchain.pulumi, "pulumi"), all);
  const start = Date.now();
  const ended = await run(program, programArgs, {
    cwd: dir,
    env: { ...unset(), ...env },
    inherit: live,
    reject: false,
    ...(signal && { signal }),
    ...(input !== undefined && { input }),
  });
  const log = args[args.indexOf("--event-log") + 1];
  const events = args.includes("--event-log") && log !== undefined ? await readEvents(log) : [];
  const result = { ...ended, events, seconds: (Date.now() - start) / 1000 };
  if (ended.exitCode !== 0 && !mayFail) throw new PulumiError(args[0] ?? "", result);
  return result;
}

/** `run` adds to this process's environment, so what is left out must be unset by name. */
function unset(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.keys(process.env).filter((name) => LEFT_OUT.test(name)).map((name) => [name, undefined]));
}
