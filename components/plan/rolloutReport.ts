// What is kept of a rollout: the plan that was carried out, and what was seen of the VIP meanwhile.
import { z } from "zod";
import type { RouteSight } from "./routes";
import type { RolloutPlan } from "./rolloutPlan";

/** As the witnesses repeat it. */
export const rolloutReport = z.object({
  at: z.string(),
  hosts: z.array(z.object({ host: z.string(), change: z.string(), why: z.array(z.string()) })),
  parallel: z.boolean(),
  vipGapMs: z.number().optional(),
  asked: z.number(),
  answered: z.number(),
  // not in the reports of earlier versions
  fromHere: z.object({ url: z.string(), httpCode: z.number(), latencyMs: z.number(), failure: z.string(), asked: z.number().default(1), answered: z.number().default(0), unreached: z.array(z.string()).optional() }).optional(),
  routes: z.array(z.object({ router: z.string(), vip: z.string(), nextHops: z.array(z.string()), failure: z.string() })).optional(),
});

/** The last rollout. */
export interface RolloutReport {
  /** When all hosts were done, UTC, ISO 8601; empty before the first rollout that was watched. */
  at: string;
  /** The hosts that changed, in the order in which they were taken. */
  hosts: RolloutHost[];
  /** They were taken all at once, since no kube-vip ran anywhere or in an emergency. */
  parallel: boolean;
  /** How long the VIP was away, milliseconds: the longest time without a good answer that any host saw from outside. Absent when it did not have to move or nobody could look. */
  vipGapMs?: number;
  /** Fresh connections asked for meanwhile, from all hosts. */
  asked: number;
  /** How many of them were answered. */
  answered: number;
  /** What the machine that ran Pulumi saw of the VIP when all hosts were done. Absent before the first rollout that was watched. */
  fromHere?: FromHere;
  /** What the routers of `bgp.routers` said when all hosts were done. Absent without such. */
  routes?: RouteSight[];
}

/** Fresh connections to the VIP from the machine that ran Pulumi, which may be anywhere: that it reaches nothing is no fault of the VIP. */
export interface FromHere {
  /** `https://192.168.1.100:6443/healthz`; of two VIPs the first one that answered. */
  url: string;
  /** HTTP status code of the last answer, over TLS that was checked against the cluster's CA; 0 without an answer. */
  httpCode: number;
  /** Until the slowest answer, or until one was given up, milliseconds. */
  latencyMs: number;
  /** Why there is no answer, in the words of the system; empty where there is one. */
  failure: string;
  /** Fresh connections made to each VIP: three for each host where all of them announce it, else one. Of two VIPs those count that answered at all. */
  asked: number;
  /** Connections answered. */
  answered: number;
  /** Of two VIPs the one that gave no answer, or both. Absent where all answered. */
  unreached?: string[];
}

/** What happened to one host in a rollout. */
export interface RolloutHost {
  /** Key of the host. */
  host: string;
  /** `install`, `update`, `repair`, or `unknown` when it could not be looked at before. */
  change: string;
  /** Changed variables, or what had drifted. */
  why: string[];
}

export const NO_ROLLOUT: RolloutReport = { at: "", hosts: [], parallel: false, asked: 0, answered: 0 };

/** What was seen of the VIP during a rollout. */
export type Seen = Pick<RolloutReport, "vipGapMs" | "asked" | "answered" | "fromHere" | "routes">;

/** @param at milliseconds since the epoch */
export function reportOf({ order, hosts, parallel }: RolloutPlan, seen: Seen, at: number): RolloutReport {
  const changed = order.flatMap((host) => {
    const { change, why } = hosts[host]!;
    return change === "none" ? [] : [{ host, change, why: [...why] }];
  });
  return { at: new Date(at).toISOString(), hosts: changed, parallel, ...seen };
}

/** Of what several witnesses repeat, the newest. */
export function newestRollout(reports: readonly (RolloutReport | null)[]): RolloutReport {
  return reports.reduce<RolloutReport>((newest, report) => (report !== null && report.at > newest.at ? report : newest), NO_ROLLOUT);
}
