// BGP: how long clients behind the router fail when a host that announces the VIP loses power, with all hosts announcing and with one.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { demoStack } from "../lab/demo/demoStack";
import type { Say } from "../lab/progress";
import { router } from "../lab/router/addresses";
import type { Router } from "../lab/router/router";
import type { Lab } from "../lab/session";
import { until } from "./hosts";
import { benchArguments } from "./settings";

/** Seconds; the router offers the same hold time. */
export const BGP_TIMERS = { holdTimeSeconds: 9, keepaliveSeconds: 3 };
export const ELECTION = { leaseDurationSeconds: 6, renewDeadlineSeconds: 4, retryPeriodSeconds: 1 };

const ROUTER_AS = 65100;

/** Milliseconds of answers without a failure until it is believed that all is well. */
const SETTLED_MS = 8000;

interface Watch {
  /** When the last connection that failed was begun, and when the first one succeeded after it; as `performance.now()`. */
  seen(): { readonly lastFailure: number; readonly answeredAfter: number };
  end(): void;
}

/** Fresh connections from the router, ten in a second, each with TLS checked; for whom the routes decide which host gets it. */
function watch(lab: Lab, bgpRouter: Router): Watch {
  const options = ["-s", "--noproxy", "*", "--cacert", `${lab.dir}/pki/ca.crt`, "--http1.1", "-H", "Connection: close", "--no-sessionid", "--connect-timeout", "0.6", "--max-time", "2", "--rate", "10/s", "-o", "/dev/null", "-w", "%{stderr}%{http_code} %{time_total}\n"];
  const [program, args] = bgpRouter.insideCommand("curl", [...options, `https://${lab.vip}:6443/healthz?[1-1000000]`]);
  const curl = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let [lastFailure, answeredAfter] = [-Infinity, Infinity];
  createInterface({ input: curl.stderr }).on("line", (line) => {
    const [code, seconds = "0"] = line.split(" ");
    const now = performance.now();
    if (code !== "200") [lastFailure, answeredAfter] = [now - Number(seconds) * 1000, Infinity];
    else answeredAfter = Math.min(answeredAfter, now);
  });
  return { seen: () => ({ lastFailure, answeredAfter }), end: () => void curl.kill() };
}

/**
 * Seconds from power-off of a host that announces until every fresh connection through the router answers again, `rounds` times; the host comes back before the next one.
 * @param elects whether one host announces, or all do
 */
export async function measureFailovers(lab: Lab, rounds: number, elects: boolean, say: Say): Promise<readonly number[]> {
  await lab.resetHosts();
  const bgpRouter = await lab.startRouter({ as: ROUTER_AS, holdSeconds: BGP_TIMERS.holdTimeSeconds });
  const bgp = { as: 65000, peers: [{ address: router.near, as: ROUTER_AS }], ...BGP_TIMERS };
  const { workspace } = await demoStack(lab, say, { ...benchArguments(), mode: "bgp", bgp, leaderElection: { ...ELECTION, enabled: elects } });
  const seconds: number[] = [];
  const hops = () => bgpRouter.nextHops(lab.vip);
  try {
    await workspace.up({ args: ["--skip-preview"] });
    for (let round = 1; round <= rounds; round++) {
      const count = elects ? 1 : lab.hosts.length;
      await until("the router has all routes", async () => (await hops()).length === count);
      const [announcer] = await hops();
      const host = lab.hosts.find(({ address }) => address === announcer)!;
      seconds.push(await powerOff(lab, bgpRouter, host.name));
      say(`round ${round} of ${rounds}: ${seconds.at(-1)!.toFixed(1)} s without ${host.name}`);
      await lab.boot(host.name);
      await lab.waitReady([host.name]);
      if (elects) await until(`kube-vip is back on ${host.name}`, async () => (await bgpRouter.established()).length === lab.hosts.length);
    }
  } finally {
    await workspace.remove();
    await bgpRouter.stop();
    await lab.resetHosts();
  }
  return seconds;
}

async function powerOff(lab: Lab, bgpRouter: Router, host: string): Promise<number> {
  const watching = watch(lab, bgpRouter);
  try {
    await until("the VIP answers the router", () => Promise.resolve(performance.now() - watching.seen().answeredAfter > 2000));
    const off = performance.now();
    await lab.powerOff(host);
    await until("every connection answers again", () => {
      const { lastFailure, answeredAfter } = watching.seen();
      return Promise.resolve(lastFailure > off && performance.now() - answeredAfter > SETTLED_MS);
    });
    return (watching.seen().answeredAfter - off) / 1000;
  } finally {
    watching.end();
  }
}
