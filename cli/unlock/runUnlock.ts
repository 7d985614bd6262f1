// The `unlock` command: ends a rollout by its name where its guards still hold hosts.
import { unlockCall } from "../../components/hosts/calls/guard";
import { type Fleet, openFleet } from "../cluster/fleet";
import type { ClusterFlags } from "../cluster/options";
import { readCluster } from "../cluster/source";
import { Unusable } from "../cluster/unusable";
import { deadlineOf } from "../status/look";
import type { Terminal } from "../terminal";

export interface UnlockFlags extends ClusterFlags {
  readonly yes?: true;
}

export interface UnlockParts {
  readonly terminal: Terminal;
  readonly open?: typeof openFleet;
}

const DONE = 0;
const FAILED = 1;
const NOT_STARTED = 3;
const DECLINED = 4;

export const UNLOCK_EXIT_HELP = `
Exit code: 0 that rollout holds no host any more; 1 not so on every host; 3 could not start; 4 declined.`;

/** Milliseconds: a host that was changed first waits for a healthy VIP, and goes back without it. */
const ENDING_MS = 15 * 60_000;

/** Returns the exit code. */
export async function runUnlock(run: string, flags: UnlockFlags, { terminal, open = openFleet }: UnlockParts): Promise<number> {
  let fleet: Fleet | undefined;
  try {
    checkName(run);
    fleet = open(await readCluster(flags, terminal.err));
    if (!(await agreed(run, flags, terminal))) return DECLINED;
    return await unlock(fleet, run, deadlineOf(fleet, flags), terminal);
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    terminal.err(error.message);
    return NOT_STARTED;
  } finally {
    fleet?.close();
  }
}

function checkName(run: string): void {
  try {
    unlockCall({ user: "root", host: "" }, run);
  } catch (error) {
    throw new Unusable(`${(error as Error).message}: give the name that the refusal or \`status\` shows.`, { cause: error });
  }
}

async function agreed(run: string, { yes }: UnlockFlags, { ask, err }: Terminal): Promise<boolean> {
  if (yes) return true;
  if (!ask) throw new Unusable("Nobody is there to be asked, so nothing was done. Add --yes to do it.");
  err(`Ends the rollout ${run} on every host that it holds. Should its program still run, that fails; a host that it changed goes back when its VIP does not answer.`);
  return /^y(es)?$/i.test((await ask("Go on? (y/N) ")).trim());
}

interface Ended {
  readonly ok: boolean;
  readonly sentence: string;
}

async function unlock(fleet: Fleet, run: string, connectMs: number, { out, err }: Terminal): Promise<number> {
  const ended = await Promise.all(fleet.keys.map((key) => unlockHost(fleet, key, run, connectMs)));
  for (const { ok, sentence } of ended) (ok ? out : err)(sentence);
  return ended.every(({ ok }) => ok) ? DONE : FAILED;
}

async function unlockHost(fleet: Fleet, key: string, run: string, connectMs: number): Promise<Ended> {
  try {
    const session = await fleet.session(key, connectMs);
    const { stderr, code } = await session.run(unlockCall({ user: fleet.user(key), host: key }, run), { deadlineMs: ENDING_MS });
    // The guard takes its folder, and the agent in it, along when it ends.
    if (code !== 0 && /(can't|cannot) open|no such file/i.test(stderr)) return { ok: true, sentence: `${key}: no guard of that rollout is here` };
    return { ok: code === 0, sentence: stderr.trim() || `${key}: ${code === 0 ? "done" : "could not be done"}` };
  } catch (error) {
    return { ok: false, sentence: (error as Error).message };
  }
}
