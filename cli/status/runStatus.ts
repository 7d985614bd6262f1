// The `status` command: looks at the hosts, once or again and again, and says how the control plane's VIP is.
import { type Fleet, openFleet } from "../cluster/fleet";
import type { ClusterFlags } from "../cluster/options";
import { readCluster } from "../cluster/source";
import { Unusable } from "../cluster/unusable";
import type { Clock, Terminal } from "../terminal";
import type { ClusterStatus } from "./clusterStatus";
import { EXIT_CODES, NOT_LOOKED } from "./exitCode";
import { readLogs } from "./logs";
import { logsText } from "./logsText";
import { deadlineOf, lookOnce } from "./look";
import { statusText } from "./statusText";

export interface StatusFlags extends ClusterFlags {
  readonly json?: true;
  /** Seconds between two looks. */
  readonly watch?: number;
  readonly logs?: true;
}

export interface StatusParts {
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** Ends a watch. */
  readonly stop: AbortSignal;
  readonly open?: typeof openFleet;
}

/** Returns the exit code; of a watch, that of the last look. */
export async function runStatus(flags: StatusFlags, { terminal, clock, stop, open = openFleet }: StatusParts): Promise<number> {
  let fleet: Fleet;
  try {
    fleet = open(await readCluster(flags, terminal.err));
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    terminal.err(error.message);
    return NOT_LOOKED;
  }
  try {
    return await (flags.watch === undefined ? once(fleet, flags, terminal, clock) : watch(fleet, { ...flags, watch: flags.watch }, terminal, clock, stop));
  } finally {
    fleet.close();
  }
}

async function once(fleet: Fleet, flags: StatusFlags, terminal: Terminal, clock: Clock): Promise<number> {
  const deadlineMs = deadlineOf(fleet, flags);
  const status = await lookOnce(fleet, deadlineMs, clock);
  const logs = flags.logs ? await readLogs(fleet, deadlineMs) : undefined;
  if (flags.json) terminal.out(JSON.stringify({ ...status, ...(logs ? { logs } : {}) }, null, 2));
  else terminal.out([statusText(status, terminal.paint), ...(logs ? [logsText(logs, terminal.paint)] : [])].join("\n\n"));
  return EXIT_CODES[status.verdict];
}

/** Clears what was drawn before. */
const HOME = "\u001b[H\u001b[2J\u001b[3J";

async function watch(fleet: Fleet, flags: StatusFlags & { readonly watch: number }, terminal: Terminal, clock: Clock, stop: AbortSignal): Promise<number> {
  const stopped = aborted(stop);
  let code = NOT_LOOKED;
  while (!stop.aborted) {
    const status = await Promise.race([lookOnce(fleet, deadlineOf(fleet, flags), clock), stopped]);
    if (status === undefined) break;
    code = EXIT_CODES[status.verdict];
    if (flags.json) terminal.out(JSON.stringify(status));
    else if (terminal.redraws) terminal.out(`${HOME}${statusText(status, terminal.paint)}\n\n${terminal.paint("quiet", `${status.at}, every ${flags.watch} s; Ctrl-C ends`)}`);
    else terminal.out(statusLine(status));
    await clock.sleep(flags.watch * 1000, stop);
  }
  return code;
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => (signal.aborted ? resolve(undefined) : signal.addEventListener("abort", () => resolve(undefined), { once: true })));
}

/** One look in one line, for a log. */
export function statusLine({ at, verdict, reasons, holders }: ClusterStatus): string {
  const held = [...new Set(holders.map(({ host }) => host))];
  return `${at} ${verdict}: ${held.length > 0 ? `${held.join(", ")} ${held.length === 1 ? "holds" : "hold"} the VIP; ` : ""}${reasons.join(" ")}`;
}
