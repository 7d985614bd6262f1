// Errors that are shown as their text alone.
import { RunError } from "@pulumi/pulumi";

/**
 * A RunError whose text stays as it is: Pulumi writes `error serializing property "connection":` before the text of one and the same error, once for
 * every property that waits for it.
 */
export function runError(text: string): RunError {
  const error = new RunError(text);
  Object.defineProperty(error, "message", { get: () => text, set: () => undefined, configurable: true });
  return error;
}
