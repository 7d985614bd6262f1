// The `drill` command: makes the holder give the VIP up, and measures how long it is gone.
import { type Fleet, openFleet } from "../cluster/fleet";
import type { ClusterFlags } from "../cluster/options";
import { readCluster } from "../cluster/source";
import { Unusable } from "../cluster/unusable";
import { SshError } from "../../components/hosts/session";
import { deadlineOf, lookOnce } from "../status/look";
import type { Clock, Terminal } from "../terminal";
import { exercise, type Exercise } from "./exercise";
import { announcement, defaultLimit, type Kind, planDrill, powerOffCommand } from "./plan";
import { DECLINED, DRILL_EXIT_CODES, NOT_STARTED } from "./result";
import { resultText } from "./resultText";

export interface DrillFlags extends ClusterFlags {
  readonly json?: true;
  readonly kind: Kind;
  readonly powerOffCommand?: string;
  /** Seconds. */
  readonly limit?: number;
  readonly yes?: true;
}

export interface DrillParts {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly open?: typeof openFleet;
}

/** Returns the exit code. */
export async function runDrill(flags: DrillFlags, { terminal, clock, open = openFleet }: DrillParts): Promise<number> {
  let fleet: Fleet | undefined;
  try {
    fleet = open(await readCluster(flags, terminal.err));
    return await drill(fleet, flags, terminal, clock);
  } catch (error) {
    if (!(error instanceof Unusable || error instanceof SshError)) throw error;
    terminal.err(error.message);
    return NOT_STARTED;
  } finally {
    fleet?.close();
  }
}

async function drill(fleet: Fleet, flags: DrillFlags, terminal: Terminal, clock: Clock): Promise<number> {
  const say = flags.json ? terminal.err : terminal.out;
  const planned = await prepare(fleet, flags, say, clock);
  if (!(await agreed(flags, terminal))) return DECLINED;
  const began = clock.now();
  const result = await exercise(fleet, planned, (line) => say(`${((clock.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`), clock);
  terminal.out(flags.json ? JSON.stringify(result, null, 2) : `\n${resultText(result, terminal.paint)}`);
  return DRILL_EXIT_CODES[result.verdict];
}

/** Looks, and says what is about to be done. @throws Unusable when it may not be */
async function prepare(fleet: Fleet, flags: DrillFlags, say: (text: string) => void, clock: Clock): Promise<Exercise> {
  const { settings } = fleet.cluster;
  const deadlineMs = deadlineOf(fleet, flags);
  const status = await lookOnce(fleet, deadlineMs, clock);
  const plan = planDrill(settings, status);
  if (plan.kind === "refused") throw new Unusable(plan.reason);
  const { holder, others } = plan;
  const limit = flags.limit ?? defaultLimit(settings);
  const command = flags.powerOffCommand === undefined ? undefined : powerOffCommand(flags.powerOffCommand, settings, holder);
  say(`${status.endpoint} is healthy: ${status.reasons.join(" ")}\n${announcement(flags.kind, holder, others, limit, command)}`);
  return { kind: flags.kind, holder, endpoint: status.endpoint, limitMs: limit * 1000, deadlineMs, ...(command === undefined ? {} : { powerOffCommand: command }) };
}

/** @throws Unusable where nobody can be asked */
async function agreed({ yes }: DrillFlags, { ask }: Terminal): Promise<boolean> {
  if (yes) return true;
  if (!ask) throw new Unusable("Nobody is there to be asked, so nothing was done. Add --yes to do it.");
  return /^y(es)?$/i.test((await ask("Go on? (y/N) ")).trim());
}
