// The options by which commands are told their control plane.
import { type Command, InvalidArgumentError } from "commander";
import type { SourceOptions } from "./source";

/** What is wrong on the command line ends with this, since 1 and 2 say how the control plane is. */
const USAGE_EXIT_CODE = 3;

export function withSource(command: Command): Command {
  return command
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : USAGE_EXIT_CODE))
    .option("--settings <file>", "the arguments of KubeVip as YAML or JSON, as `render` takes them; the login by its `ssh`, by --identity or by the SSH agent")
    .option("--stack <name>", "take them from the configuration of this stack of the stack program (default: the selected one)")
    .option("--cwd <folder>", "folder of the stack program (default: this one)")
    .option("--identity <file>", "private key for all hosts")
    .option("--known-hosts <file>", "host keys, such as ~/.ssh/known_hosts")
    .option("--deadline <seconds>", "time for one look at a host (default: `timeouts.observeSeconds` of the settings)", positive);
}

export function withJson(command: Command): Command {
  return command.option("--json", "one JSON object (a watch: one in a line for each look); the README tells its fields");
}

export interface ClusterFlags extends SourceOptions {
  /** Seconds. */
  readonly deadline?: number;
}

/** A number of seconds above 0. */
export function positive(text: string): number {
  const number = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || number <= 0 || number > 86_400) throw new InvalidArgumentError("It is a number of seconds above 0, at most 86400.");
  return number;
}
