// The verdict over all witnesses: is there one healthy VIP, who holds it, and what was asked to know that.
import type { WitnessReport } from "../hosts/reports";
import { holdersOf } from "./claims";
import { disagreement } from "./disagreement";
import { type Proof, proofOf } from "./proof";
import { newestRollout, NO_ROLLOUT, type RolloutReport } from "./rolloutReport";

/** In the place of a host's key, which has no brackets. */
const HERE = "(here)";

/** Proof that the VIP's `/healthz` answered. */
export interface Healthz {
  /** What was asked, `https://192.168.1.100:6443/healthz`. */
  url: string;
  /**
   * `healthy`: 200 from outside the holder. `reachable`: 401 or 403, so VIP, TLS and API server work and anonymous access is off.
   * `unproven`: only hosts with the VIP could ask (a single host, BGP without election, or `tunnel` and `directroute`, with which every host has it) and the machine that runs Pulumi does not reach it (of two VIPs: not both), which shows nothing of the network. `pending`: no host is a control plane yet (`bootstrap`). `emergency`: manifests were written without waiting for anything, and nothing was proven (`rollout.emergency`). `disabled`: the component is switched off.
   */
  status: string;
  /** HTTP status code of the answers. */
  httpCode: number;
  /** The certificate was checked against the cluster's CA and names the VIP. */
  tlsVerified: boolean;
  /** The slowest answer from outside the holder, milliseconds. */
  latencyMs: number;
  /** Fresh connections made. */
  asked: number;
  /** Connections answered. */
  answered: number;
  /** Keys of the hosts that asked and do not hold the VIP; `(here)`, the machine that runs Pulumi, where every host has it. */
  from: string[];
}

/** What all witnesses together say. */
export interface Verdict {
  healthy: boolean;
  /** One sentence when not healthy, else empty. */
  reason: string;
  healthz: Healthz;
  /** Key of the host that holds the VIP; the Node's name when it is none of the hosts; empty when there are several. */
  holder: string;
  /** All holders; more than one only where every host announces (BGP without election). */
  holders: string[];
  proof: Proof;
  rollout: RolloutReport;
}

function healthzOf(reports: readonly WitnessReport[], { fromHere }: RolloutReport): Healthz {
  const sightings = reports.flatMap((report) => report.vips.map((seen) => ({ ...seen, host: report.host })));
  const others = sightings.filter((seen) => !seen.own);
  // Where every host has the VIP, only another machine can tell whether it is reached.
  const outside = others.length === 0 && fromHere !== undefined && fromHere.answered > 0 ? [{ ...fromHere, host: HERE }] : others;
  const counted = outside.length > 0 ? outside : sightings;
  const httpCode = counted.find((seen) => seen.httpCode !== 200)?.httpCode ?? counted[0]?.httpCode ?? 0;
  const untold = others.length === 0 && (fromHere?.unreached ?? []).length > 0;
  const status = outside.length === 0 || untold ? "unproven" : httpCode === 200 ? "healthy" : "reachable";
  return {
    url: sightings[0]?.url ?? "",
    status,
    httpCode,
    tlsVerified: counted.length > 0 && counted.every((seen) => seen.httpCode > 0),
    latencyMs: Math.max(0, ...counted.map((seen) => seen.latencyMs)),
    asked: counted.reduce((sum, seen) => sum + seen.asked, 0),
    answered: counted.reduce((sum, seen) => sum + seen.answered, 0),
    from: [...new Set(outside.map((seen) => seen.host))],
  };
}

function fault(healthz: Healthz, holders: readonly string[]): string {
  if (healthz.asked === 0) return "no witness asked the VIP.";
  if (healthz.answered < healthz.asked) return `only ${healthz.answered} of ${healthz.asked} connections to the VIP were answered at ${healthz.url}.`;
  if (![200, 401, 403].includes(healthz.httpCode)) return `the VIP answers ${healthz.httpCode} at ${healthz.url}.`;
  if (holders.length === 0) return "the VIP answers, but no host of this component holds it and no lease says who does: something else may own the address.";
  return "";
}

function routeFault({ routes = [] }: RolloutReport): string {
  const wrong = routes.find(({ failure }) => failure !== "");
  return wrong === undefined ? "" : `the router ${wrong.router} was asked for its routes, and ${wrong.failure}. Look at what it accepts from the hosts, and at the command of \`bgp.routers\`.`;
}

/** Pure. `reports` holds one report of each host; those that are no control plane yet are left out. */
export function judge(all: readonly WitnessReport[]): Verdict {
  const reports = all.filter(({ pending }) => !pending);
  if (reports.length === 0 && all.length > 0) return nothingProven("pending");
  if (reports.some(({ emergency }) => emergency !== "")) return nothingProven("emergency");
  const rollout = newestRollout(reports.map((report) => report.rollout));
  const healthz = healthzOf(reports, rollout);
  const holders = holdersOf(reports);
  const reason = fault(healthz, holders) || disagreement(reports) || routeFault(rollout);
  return { healthy: reason === "", reason, healthz, holder: holders.length === 1 ? holders[0]! : "", holders, proof: proofOf(reports), rollout };
}

/** Whether hosts that changed stay as they are: proven, or written on a day on which nothing can be. */
export function mayStay({ healthy, healthz }: Verdict): boolean {
  return healthy || healthz.status === "emergency";
}

/** The verdict where nothing was proven: in an emergency, the component is switched off, no host is a control plane yet, or Pulumi's mocks run it. */
export function nothingProven(status: "disabled" | "emergency" | "pending" | "unproven"): Verdict {
  return {
    healthy: false,
    reason: "",
    healthz: { url: "", status, httpCode: 0, tlsVerified: false, latencyMs: 0, asked: 0, answered: 0, from: [] },
    holder: "",
    holders: [],
    proof: { holder: "", mac: "", witnesses: [], agreed: { address: "unknown", neighbour: "unknown", lease: "unknown" }, balancing: [], sessions: [] },
    rollout: NO_ROLLOUT,
  };
}
