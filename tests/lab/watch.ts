// Watches the VIP from the lab's own side of the network while something happens: who answers, and how long nobody does.
import { setTimeout as sleep } from "node:timers/promises";
import { vipAnswers } from "../../lab/demo/floor";
import type { Lab } from "../../lab/session";

export interface Watched {
  /** How often another MAC than before answered. */
  readonly moves: number;
  /** The longest time between two good answers. */
  readonly gapMs: number;
  readonly asked: number;
}

export interface VipWatch {
  end(): Promise<Watched>;
}

/** Asks over a fresh TLS connection, 10 times a second or as often as the machine can. */
export function watchVip(lab: Lab): VipWatch {
  let over = false;
  const watching = (async (): Promise<Watched> => {
    let [moves, gapMs, asked, mac] = [0, 0, 0, ""];
    let good = Date.now();
    while (!over) {
      asked++;
      if (await vipAnswers(lab)) {
        gapMs = Math.max(gapMs, Date.now() - good);
        good = Date.now();
        const now = /lladdr (\S+)/.exec((await lab.inside("ip", ["neigh", "show", "to", lab.vip])).stdout)?.[1] ?? mac;
        if (mac !== "" && now !== mac) moves++;
        mac = now;
      }
      await sleep(50);
    }
    return { moves, gapMs, asked };
  })();
  return {
    end: () => {
      over = true;
      return watching;
    },
  };
}
