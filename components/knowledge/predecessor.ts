// A rollout whose program was killed still holds hosts for a moment: its guards see to the VIP first. Whoever comes next waits for them, and looks again.
import { setTimeout as sleep } from "node:timers/promises";
import { factsOf } from "../facts/observation";
import type { Looked } from "./look";

/** Milliseconds between two looks. */
const AGAIN_AFTER = 4000;

/** Keys of the hosts that an ending rollout holds still. */
function held({ observations }: Looked): string[] {
  return Object.entries(factsOf(observations)).filter(([, { record }]) => record?.lock?.alive && record.lock.ending).map(([key]) => key);
}

export interface Waiting {
  readonly withinMs: number;
  /** Between two looks. Default: 4 s. */
  readonly pauseMs?: number;
  /** Is told once which hosts are waited for. */
  readonly say: (keys: readonly string[]) => void;
}

/** Looks until no host is held by a rollout that ends by itself, or `withinMs` are over; then the last look counts, and the locks refuse this run. */
export async function lookWhenFree(look: () => Promise<Looked>, { withinMs, pauseMs = AGAIN_AFTER, say }: Waiting): Promise<Looked> {
  const end = performance.now() + withinMs;
  let told = false;
  for (;;) {
    const looked = await look();
    const keys = held(looked);
    if (keys.length === 0 || performance.now() >= end) return looked;
    if (!told) say(keys);
    told = true;
    for (const session of looked.sessions.values()) session.close();
    await sleep(pauseMs);
  }
}
