// Rounds: each contender installs, runs again, changes a setting and takes it all away, on the same hosts.
import { setTimeout as sleep } from "node:timers/promises";
import { loadModules } from "../lab/demo/floor";
import type { Say } from "../lab/progress";
import type { Lab } from "../lab/session";
import { watchVip, type Watched } from "../lab/watch";
import type { Contender } from "./contenders/contender";
import { untilAllRunWith, untilGone, untilVipAnswers } from "./hosts";
import { LEASES } from "./settings";

/** Seconds. */
export interface RoundTimes {
  readonly install: number;
  readonly again?: number;
  readonly change: number;
  readonly destroy: number;
  /** What the VIP did during the change. */
  readonly vip: Watched;
}

const CHANGED = LEASES.leaseDurationSeconds + 1;

async function seconds(...steps: (() => Promise<void>)[]): Promise<number> {
  const start = performance.now();
  for (const step of steps) await step();
  return (performance.now() - start) / 1000;
}

/** A contender that ends early is timed until what it set out to do is so on the hosts; the VIP's watch goes on until it has been quiet for a while. */
export async function playRound(lab: Lab, contender: Contender, say: Say): Promise<RoundTimes> {
  await lab.resetHosts();
  await loadModules(lab);
  const tell = (what: string, took: number): number => {
    say(`${contender.name}: ${what} ${took.toFixed(1)} s`);
    return took;
  };
  const install = tell("installed in", await seconds(contender.install, () => untilVipAnswers(lab)));
  await untilAllRunWith(lab, `vip_leaseduration=${LEASES.leaseDurationSeconds}`);
  await sleep(SETTLED_MS);
  const again = contender.again ? tell("nothing to change in", await seconds(contender.again)) : undefined;
  const watch = watchVip(lab);
  const change = tell("changed in", await seconds(() => contender.change(CHANGED), () => untilAllRunWith(lab, `vip_leaseduration=${CHANGED}`), () => untilVipAnswers(lab)));
  await sleep(SETTLED_MS);
  const vip = await watch.end();
  say(`${contender.name}: ${vip.moves} moves of the VIP, gap ${vip.gapMs} ms`);
  const destroy = tell("destroyed in", await seconds(contender.destroy, () => untilGone(lab)));
  return { install, ...(again === undefined ? {} : { again }), change, destroy, vip };
}

/** After a change the VIP may still go from host to host. */
const SETTLED_MS = 10_000;
