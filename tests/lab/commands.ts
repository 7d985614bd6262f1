// The package's own commands, run as a user runs them in the folder of a stack.
import { join } from "node:path";
import { run, type RunResult } from "../../lab/machine/run";
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";
import { REPOSITORY } from "./stack";

/** `command(lab, stack, "status", "--json")`; any exit status is a result. */
export function command(lab: Lab, { dir, env }: Workspace, ...args: string[]): Promise<RunResult> {
  const [program, all] = lab.insideCommand(join(REPOSITORY, "node_modules", ".bin", "tsx"), [join(REPOSITORY, "cli", "main.ts"), ...args, "--stack", "lab"]);
  return run(program, all, { cwd: dir, env, reject: false, timeoutMs: 5 * 60_000 });
}
