// Where a command gets its control plane from: a settings file, or the configuration of a stack.
import type { ResolvedArgs } from "../../components/settings/resolved";
import { readArguments, readText } from "../render/readSettings";
import { type Cluster, clusterOf } from "./cluster";
import { stackArguments } from "./stackArguments";
import { Unusable } from "./unusable";

export interface SourceOptions {
  /** Arguments of KubeVip as YAML or JSON. */
  readonly settings?: string;
  /** Name of the stack. */
  readonly stack?: string;
  /** Folder of the stack program, or one below it. */
  readonly cwd?: string;
  /** Private key for all hosts. */
  readonly identity?: string;
  readonly knownHosts?: string;
}

/** @throws Unusable */
export async function readCluster(options: SourceOptions, warn: (sentence: string) => void): Promise<Cluster> {
  if (options.settings !== undefined && (options.stack !== undefined || options.cwd !== undefined)) throw new Unusable("--settings takes the place of --stack and --cwd: give one or the other.");
  const args = options.settings === undefined ? await stackArguments({ ...options, cwd: options.cwd ?? "." }, warn) : fileArguments(options.settings);
  return clusterOf(withFiles(args, options), options.settings ?? "the stack's configuration");
}

function fileArguments(file: string): ResolvedArgs {
  return sentenced(() => readArguments(readText(file), file));
}

/** The key and host keys that the command names win over those of the settings. */
function withFiles(args: ResolvedArgs, { identity, knownHosts }: SourceOptions): ResolvedArgs {
  if (identity === undefined && knownHosts === undefined) return args;
  return sentenced(() => {
    const key = identity === undefined ? {} : { privateKey: readText(identity), privateKeyPassphrase: undefined, password: undefined };
    return { ...args, ssh: { ...args.ssh, ...key, ...(knownHosts === undefined ? {} : { knownHosts: readText(knownHosts) }) } };
  });
}

function sentenced<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Unusable((error as Error).message, { cause: error });
  }
}
