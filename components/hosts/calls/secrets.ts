// The secrets of a manifest, as a file that is root's alone.
import { call, type Caller, callIfThere } from "./caller";

/** Standard input: a line `name=value` for each secret. Standard output: how often they have changed. */
export function secretsCall(caller: Caller): string {
  return call(caller, "secrets", {});
}

export function forgetCall(caller: Caller): string {
  return callIfThere(caller, "forget", {});
}
