// Check, diff, create, update and delete of a command, as pulumi-command 1.2.1 does them.
import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import type { CommandResult } from "./commandOutput";
import type { CommandKind } from "./kind";
import type { OperationContext } from "./retry";
import { isObject, isSecret, UNKNOWN, withoutSecrets, withoutUnknowns, type Properties, type Value } from "./values";

export interface CheckFailure {
  property: string;
  reason: string;
}

/** Checks the names and types of all inputs that are known, and fills in defaults. */
export function check(kind: CommandKind, inputs: Properties): { inputs: Properties; failures: CheckFailure[] } {
  const parsed = kind.givenSchema.safeParse(withoutUnknowns(withoutSecrets(inputs)));
  const missing = kind.missing(inputs).map((property) => ({ property, reason: `Missing required property '${property.split(".").pop()}'` }));
  const failures = [...missing, ...(parsed.success ? [] : parsed.error.issues.flatMap(checkFailures))];
  return { inputs: kind.withDefaults(inputs), failures };
}

function checkFailures(issue: z.core.$ZodIssue): CheckFailure[] {
  const property = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ property: [...issue.path, key].join("."), reason: `Unrecognized field '${key}'` }));
  }
  return [{ property, reason: issue.message }];
}

export async function create(kind: CommandKind, name: string, inputs: Properties, preview: boolean, context: OperationContext) {
  const id = name + randomBytes(4).toString("hex");
  if (preview) {
    return { id, properties: { ...inputs, stdout: UNKNOWN, stderr: UNKNOWN } };
  }
  const script = scriptOf(inputs, "create");
  const printed = script === undefined ? NOTHING : await kind.run(script, plain(inputs), NOTHING, context);
  return { id, properties: { ...inputs, ...printed } };
}

/** Runs `update`, else `create`, with the new inputs; the old output is in its environment. */
export async function update(kind: CommandKind, olds: Properties, inputs: Properties, preview: boolean, context: OperationContext): Promise<Properties> {
  const previous = { stdout: olds["stdout"] ?? "", stderr: olds["stderr"] ?? "" };
  if (preview) {
    const same = Object.keys({ ...olds, ...inputs }).every((key) => key in previous || isDeepStrictEqual(olds[key], inputs[key]));
    return { ...inputs, ...(same ? previous : { stdout: UNKNOWN, stderr: UNKNOWN }) };
  }
  const script = scriptOf(inputs, "update") ?? scriptOf(inputs, "create");
  const printed = script === undefined ? previous : await kind.run(script, plain(inputs), printedBefore(olds), context);
  return { ...inputs, ...printed };
}

/** Runs the stored `delete` with the stored inputs and connection. */
export async function remove(kind: CommandKind, state: Properties, context: OperationContext): Promise<void> {
  const script = scriptOf(state, "delete");
  if (script !== undefined) {
    const { stdout: _stdout, stderr: _stderr, ...inputs } = plain(state);
    await kind.run(script, inputs, printedBefore(state), context);
  }
}

const NOTHING: CommandResult = { stdout: "", stderr: "" };

function plain(properties: Properties): Properties {
  const value = withoutSecrets(properties);
  return isObject(value) && !isSecret(properties) ? value : {};
}

function scriptOf(properties: Properties, verb: "create" | "update" | "delete"): string | undefined {
  return text(properties[verb]);
}

function printedBefore(olds: Properties): CommandResult {
  return { stdout: text(olds["stdout"]) ?? "", stderr: text(olds["stderr"]) ?? "" };
}

function text(value: Value | undefined): string | undefined {
  const bare = withoutSecrets(value ?? null);
  return typeof bare === "string" ? bare : undefined;
}
