// What the two kinds of command have in common: their inputs, and what each must say of itself.
import { z } from "zod";
import type { CommandResult } from "./commandOutput";
import type { OperationContext } from "./retry";
import type { Properties } from "./values";

/** Inputs of remote and local commands alike. */
export const commandFields = {
  create: z.string(),
  update: z.string(),
  delete: z.string(),
  stdin: z.string(),
  environment: z.record(z.string(), z.string()),
  triggers: z.array(z.unknown()),
  logging: z.enum(["stdout", "stderr", "stdoutAndStderr", "none"]),
  addPreviousOutputInEnv: z.boolean(),
};

export interface CommandKind {
  /** The inputs a user may give; an unknown name is an error. All are optional here, see `missing`. */
  givenSchema: z.ZodType;
  /** Paths of required inputs that were not given. */
  missing(inputs: Properties): string[];
  withDefaults(inputs: Properties): Properties;
  /**
   * Runs one script.
   * @param properties the checked inputs, without secret markers
   * @param previous what the last run of this resource printed; empty at first
   */
  run(script: string, properties: Properties, previous: CommandResult, context: OperationContext): Promise<CommandResult>;
}
