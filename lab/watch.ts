// Watches the VIP from the lab's own side of the network while something happens: who answers, and how long nobody does.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { withPort } from "../components/settings/addresses";
import type { Lab } from "./session";

export interface Watched {
  /** How often another MAC than before had the VIP. */
  readonly moves: number;
  /** Milliseconds: the longest time between two good answers. Without a good answer at the end, up to the end. */
  readonly gapMs: number;
  readonly asked: number;
  /** From the first question to the end. */
  readonly seconds: number;
}

/** How often it was really asked, which is less than what was wanted where a connection takes long. */
export function perSecond({ asked, seconds }: Watched): number {
  return asked / seconds;
}

export interface VipWatch {
  end(): Promise<Watched>;
}

/** Milliseconds between two looks at who has the VIP. */
const LOOK_MS = 250;

/** Milliseconds of watching after a change, in which a second move would be seen. */
const SETTLED_MS = 5000;

/** Watches while something is done and for a while after. @throws what `work` throws */
export async function watchWhile(lab: Lab, work: () => Promise<void>, perSecond?: number, ca?: string): Promise<Watched> {
  const watch = watchVip(lab, lab.vip, perSecond, ca);
  try {
    await work().finally(() => sleep(SETTLED_MS));
  } catch (error) {
    await watch.end();
    throw error;
  }
  return watch.end();
}

/**
 * Asks `/healthz` so often a second at most, each time over a fresh connection with TLS checked, by one curl for all.
 * @param ca file of the cluster's CA, on this machine; the lab's unless told
 */
export function watchVip(lab: Lab, vip = lab.vip, perSecond = 10, ca = `${lab.dir}/pki/ca.crt`): VipWatch {
  // A connection that is lost while the VIP moves is tried again by TCP after a second only, so it is given up earlier.
  const options = ["-s", "--cacert", ca, "--http1.1", "-H", "Connection: close", "--no-sessionid", "--connect-timeout", "0.6", "--max-time", "2", "--rate", `${perSecond}/s`, "-o", "/dev/null", "-w", "%{stderr}%{http_code}\n"];
  const [program, args] = lab.insideCommand("curl", [...options, `https://${withPort(vip, 6443)}/healthz?[1-1000000]`]);
  const curl = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => curl.once("close", resolve));
  const start = performance.now();
  let [asked, gapMs, good, over] = [0, 0, start, false];
  createInterface({ input: curl.stderr }).on("line", (code) => {
    asked++;
    if (code !== "200") return;
    gapMs = Math.max(gapMs, performance.now() - good);
    good = performance.now();
  });
  const moves = countMoves(lab, vip, () => over);
  return {
    async end() {
      over = true;
      curl.kill();
      await ended;
      return { moves: await moves, gapMs: Math.round(Math.max(gapMs, performance.now() - good)), asked, seconds: (performance.now() - start) / 1000 };
    },
  };
}

async function countMoves(lab: Lab, vip: string, isOver: () => boolean): Promise<number> {
  let [moves, mac] = [0, ""];
  while (!isOver()) {
    const now = /lladdr (\S+)/.exec((await lab.inside("ip", ["neigh", "show", "to", vip])).stdout)?.[1] ?? mac;
    if (mac !== "" && now !== mac) moves++;
    mac = now;
    await sleep(LOOK_MS);
  }
  return moves;
}
