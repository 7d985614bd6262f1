// A rollout whose program was killed still holds hosts for a moment: its guards see to the VIP first. Whoever comes next waits for them, and looks again.
import { setTimeout as sleep } from "node:timers/promises";
import type { LockFacts } from "../facts/hostFacts";
import { factsOf } from "../facts/observation";
import type { Looked } from "./look";

/** Milliseconds between two looks. */
const AGAIN_AFTER = 4000;

function held({ observations }: Looked, isGoing: (lock: LockFacts) => boolean): string[] {
  return Object.entries(factsOf(observations)).filter(([, { record }]) => record?.lock?.alive && isGoing(record.lock)).map(([key]) => key);
}

export interface Waiting {
  /** `STACK::PROJECT::TYPE::NAME`. */
  readonly owner: Promise<string>;
  /**
   * For a rollout of that owner that does not say that it is ending. Pulumi lets no stack run twice, so it is a predecessor whose program has not noticed
   * yet that its engine is dead, or whose engine was told to end and waits for the command at work.
   */
  readonly ownMs: number;
  readonly withinMs: number;
  /** Between two looks. Default: 4 s. */
  readonly pauseMs?: number;
  /** Is told once which hosts are waited for. */
  readonly say: (keys: readonly string[]) => void;
}

/** Looks until no host is held by a rollout of this component, or one that ends by itself, or `withinMs` are over; then the last look counts, and the locks refuse this run. */
export async function lookWhenFree(look: () => Promise<Looked>, { owner, ownMs, withinMs, pauseMs = AGAIN_AFTER, say }: Waiting): Promise<Looked> {
  const start = performance.now();
  const waited = (): number => performance.now() - start;
  let told = false;
  for (;;) {
    const looked = await look();
    const own = await owner;
    const keys = held(looked, (lock) => lock.ending || (lock.owner === own && waited() < ownMs));
    if (keys.length === 0 || waited() >= withinMs) return looked;
    if (!told) say(keys);
    told = true;
    for (const session of looked.sessions.values()) session.close();
    await sleep(pauseMs);
  }
}
