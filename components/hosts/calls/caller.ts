// How a call of the agent on a host is put together. Calls stay short and stable: a changed text is a diff, and an error shows them.
import { STATE_FOLDER } from "../../stateFolder";
import { command } from "../quote";

export const AGENT = `${STATE_FOLDER}/agent`;

/** Who calls, and as whom. */
export interface Caller {
  /** Login name; any but root calls through `sudo -n`. */
  readonly user: string;
  /** The host's key, for messages. */
  readonly host: string;
  /** Recorded on the host: only the recorded owner's removal takes anything away. */
  readonly owner: string;
}

export type Options = Record<string, string | undefined>;

/** A command line that runs as root whoever logs in. */
export function asRoot(user: string, words: readonly string[]): string {
  return command(user === "root" ? words : ["sudo", "-n", ...words]);
}

/** A verb of the agent and its options; those that are not given are left out, so that a new option changes no call without it. */
export function words(verb: string, options: Options): string[] {
  return [verb, ...Object.entries(options).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [`${name}=${value}`]))];
}

export function call(caller: Caller, verb: string, options: Options): string {
  return asRoot(caller.user, [AGENT, ...words(verb, { host: caller.host, ...options })]);
}

/** For deletes: a host without our agent has nothing of ours. */
export function callIfThere(caller: Caller, verb: string, options: Options): string {
  return asRoot(caller.user, ["sh", "-c", 'test ! -e "$0" || exec "$0" "$@"', AGENT, ...words(verb, { host: caller.host, ...options })]);
}
