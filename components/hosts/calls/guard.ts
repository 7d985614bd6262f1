// The commands around a guard: the process of the agent that holds the rollout lock of a host while an update runs, and goes back when nobody confirms.
import { z } from "zod";
import { bgpSessions } from "../bgpSession";
import { asRoot, type Caller, words } from "./caller";
import { type RemoveOptions, takingOverWords } from "./needs";

/** What a guard exits with when another rollout holds the host. */
export const BUSY = 3;

/** Lines on a guard's standard input, behind its script. */
export type GuardCommand =
  /** Takes the lock; until then nothing is held, and its end leaves nothing. */
  | "lock"
  /** The program is there still. */
  | "alive"
  /** Asks the VIP all the time from now on, to measure how long it is gone. */
  | "probe"
  /** Ends the other manager of the VIP here, unless the VIP is here. */
  | "takeover"
  /** As `takeover`, where the VIP is expected: the manager runs nowhere else any more, so `apply` may end it here. */
  | "takeover last"
  /** From now on the host goes back, if it was changed, unless `confirm` comes. */
  | "handover"
  /** All hosts are done: says what was seen of the VIP. */
  | "settle"
  /** Keeps a text of one line on the host, JSON, for the witness to repeat. */
  | `note ${string}`
  /** The proof failed, for this reason in one line: it is told by the next look, and a host that goes back remembers its manifest as one that failed. */
  | `failed ${string}`
  /** All is well: the lock is given back. */
  | "confirm"
  /** Goes back at once, if the host was changed. */
  | "back";

export interface GuardOptions extends RemoveOptions {
  /** Names the rollout, on all its hosts: letters, digits, `-` and `_`. */
  readonly run: string;
  /** A person reads it: `ada@laptop`. */
  readonly who: string;
  readonly manifest: string;
  readonly kubeconfig: string;
  /** How long a guard that is left alone waits for a healthy VIP before it goes back. */
  readonly withinSeconds: number;
  /** Whatever was written stays, also when nobody confirms. */
  readonly emergency?: boolean;
  /** A guard that waits for its end for this long ends as if its input had ended; 3600 s unless given. */
  readonly limitSeconds?: number;
  /** So does one that hears no line for this long, since a connection may die without a word; 180 s unless given. */
  readonly silenceSeconds?: number;
  /** Absent: nothing is taken over. */
  readonly takingOver?: GuardTakeOver;
}

/** What a guard needs to end the other manager of the VIP, and to give the VIP back to it: there may be no manifest yet. */
export interface GuardTakeOver {
  readonly takeOver: string;
  readonly vips: readonly string[];
  /** `kube-system/plndr-cp-lock`. */
  readonly lease: string;
  /** The API servers'. */
  readonly port: number;
  /** `kubernetesAddress` of the settings. */
  readonly server?: string;
}

function agentOf(run: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(run)) throw new RangeError(`a rollout cannot be named ${JSON.stringify(run)}`);
  return `/run/pulumi-kube-vip.guard-${run}`;
}

/** `$0` is the guard's folder, `$1` the script's length. Whoever sends more before `ready` may find it swallowed: not every `head` reads no further than it must. */
const START = 'umask 077; mkdir -p "$0" && head -c "$1" >"$0/agent" && shift && exec sh "$0/agent" "$@"';

/**
 * Standard input: the agent's script, `bytes` long, and after the event `ready` lines of `GuardCommand`. Standard output: lines of `GuardEvent`. A guard of its own version runs
 * from there, whatever agent is installed, and removes it at its end. Its end without `confirm` makes the host go back where that is due.
 */
export function guardCall(caller: Caller, options: GuardOptions, bytes: number): string {
  const { run, who, manifest, kubeconfig, programs, runtime } = options;
  const text = (seconds: number | undefined): string | undefined => (seconds === undefined ? undefined : String(seconds));
  const given = { host: caller.host, owner: caller.owner, run, who, manifest, kubeconfig, programs, runtime, within: String(options.withinSeconds), removal: String(options.removalSeconds), limit: text(options.limitSeconds), silence: text(options.silenceSeconds), emergency: options.emergency ? "yes" : undefined, ...takeOverWords(options.takingOver) };
  return asRoot(caller.user, ["sh", "-c", START, agentOf(run), String(bytes), ...words("guard", given)]);
}

function takeOverWords(given: GuardTakeOver | undefined): Record<string, string | undefined> {
  return given === undefined ? {} : { ...takingOverWords(given), lease: given.lease, port: String(given.port), server: given.server };
}

/** Ends the guard of the rollout that is named so, which frees the host. */
export function unlockCall({ user, host }: Pick<Caller, "user" | "host">, run: string): string {
  return asRoot(user, ["sh", `${agentOf(run)}/agent`, ...words("unlock", { host, run })]);
}

const seen = {
  /** The longest time between two good answers of the VIP of which the second came from another host; null when there were no such two. */
  gapMs: z.number().nullable(),
  asked: z.number(),
  answered: z.number(),
  /** This host came to hold the VIP meanwhile, or held it: its own answers are not counted, and until it held the VIP it may have been away for longer than that. */
  own: z.boolean(),
};

const guardEvent = z.discriminatedUnion("event", [
  z.object({ event: z.literal("ready") }),
  z.object({ event: z.literal("held") }),
  z.object({
    event: z.literal("settled"),
    ...seen,
    sessions: bgpSessions,
    /** Of the manifest that is recorded on the host now, as the program shows it; empty when there is none. */
    sha256: z.string(),
    /** The cluster's CA as the host's kubeconfig has it: PEM whose line ends are blanks. */
    ca: z.string(),
  }),
  z.object({ event: z.literal("noted") }),
  /** `holds`: the VIP is here. `none`: there was nothing to end. */
  z.object({ event: z.literal("takeover"), result: z.enum(["ended", "none", "holds", "failed"]), reason: z.string() }),
  z.object({ event: z.literal("busy"), who: z.string(), owner: z.string(), run: z.string(), heldSeconds: z.number() }),
  z.object({
    event: z.literal("confirmed"),
    ...seen,
    /** Its manifest is another than when the guard began. */
    changed: z.boolean(),
  }),
  z.object({ event: z.literal("back"), result: z.enum(["restored", "unchanged", "failed"]), reason: z.string() }),
  /** The input ended without `confirm`, or the guard's time did. `healthy`: the host was changed, and stays so since the VIP answers. */
  z.object({ event: z.literal("ended"), result: z.enum(["unchanged", "healthy", "stopped", "restored", "failed"]), reason: z.string() }),
]);
export type GuardEvent = z.infer<typeof guardEvent>;

/** A line of a guard's standard output. Throws on anything else. */
export function parseGuardEvent(line: string): GuardEvent {
  return guardEvent.parse(JSON.parse(line));
}
