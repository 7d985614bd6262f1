// Errors that are shown as their text alone.
import { RunError } from "@pulumi/pulumi";

/**
 * A RunError whose text stays as it is: Pulumi writes `error serializing property "connection":` before the text of one and the same error, once for
 * every property that waits for it. Without frames in its stack, which nobody is shown: Pulumi has each formatted in colour all the same, and Node (20.20)
 * then takes half a minute and all memory over a frame in `node_modules/@pulumi/output.ts`, until the text is too long for a string.
 */
export function runError(text: string): RunError {
  const error = new RunError(text);
  Object.defineProperty(error, "message", { get: () => text, set: () => undefined, configurable: true });
  error.stack = `${error.name}: ${text}`;
  return error;
}
