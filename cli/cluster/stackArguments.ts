// The arguments of a stack of this repository's own program, from the configuration that `pulumi config` tells.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ResolvedArgs } from "../../components/settings/resolved";
import { argsFromConfiguration, type Configuration, ConfigurationError } from "../../stack/configuration";
import { type ConfigValues, pulumiConfig } from "./pulumiConfig";
import { findProject, type Project } from "./project";
import { Unusable } from "./unusable";

export interface StackOptions {
  readonly cwd: string;
  /** Default: the selected one. */
  readonly stack?: string;
}

/** @throws Unusable */
export async function stackArguments({ cwd, stack }: StackOptions, warn: (sentence: string) => void): Promise<ResolvedArgs> {
  const project = findProject(resolve(cwd));
  const values = await pulumiConfig(project.folder, stack);
  const config = configurationOf(project, values, warn);
  if (!["hosts", "roleVariables"].some((key) => isGiven(config.get(key)))) throw new Unusable(otherProgram(project, stack));
  try {
    // All values are plain here, since `Configuration.secret` gives texts.
    return argsFromConfiguration(config) as ResolvedArgs;
  } catch (error) {
    if (error instanceof ConfigurationError) throw new Unusable(error.message, { cause: error });
    throw error;
  }
}

function isGiven(text: string | undefined): boolean {
  return text !== undefined && text !== "" && text !== "{}";
}

/** A program of somebody's own keeps its arguments in code, and the state of its components holds credentials that only the engine may use. */
function otherProgram({ file, name }: Project, stack: string | undefined): string {
  return `The configuration of ${stack === undefined ? "the selected stack" : `stack ${stack}`} has neither ${name}:hosts nor ${name}:roleVariables, so the program of ${file} makes its KubeVip from something else. ` +
    "Give the same arguments (vip, hosts and so on) as YAML or JSON with --settings FILE; the login comes from its `ssh`, from --identity FILE or from the SSH agent.";
}

function configurationOf({ folder, name }: Project, values: ConfigValues, warn: (sentence: string) => void): Configuration {
  const get = (key: string): string | undefined => values[`${name}:${key}`];
  return {
    get,
    getObject: <T>(key: string) => object<T>(`${name}:${key}`, get(key)),
    secret: (key) => get(key) ?? "",
    read: (path) => text(resolve(folder, path)),
    warn,
  };
}

function object<T>(key: string, value: string | undefined): T | undefined {
  if (value === undefined) return undefined;
  try {
    return JSON.parse(value) as T;
  } catch {
    throw new ConfigurationError(`The configuration value ${key} is no JSON object. Set its parts with \`pulumi config set --path\`.`);
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new ConfigurationError(`A file that the stack's configuration names cannot be read: ${(error as Error).message}.`);
  }
}
