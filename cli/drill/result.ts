// What a drill found, and its exit code. Pure.
import type { Seen } from "./gapMeter";
import type { Kind } from "./plan";

export type DrillVerdict =
  | "within-limit"
  | "over-limit"
  /** The VIP answers again, but not all is as it was. */
  | "not-well-again"
  /** The VIP does not answer after 5 times the limit. */
  | "lost";

/** What `drill --json` prints; fields are added, never renamed or removed. */
export interface DrillResult {
  /** Of this shape. */
  readonly format: 1;
  /** When kube-vip was stopped or the host powered off, ISO 8601, UTC. */
  readonly at: string;
  readonly kind: Kind;
  readonly endpoint: string;
  /** Key of the host that held the VIP before. */
  readonly from: string;
  /** Key of the host that holds it now; absent when none does. */
  readonly to?: string;
  /** How kube-vip was stopped: `crictl`, `docker` or `signal`. Absent with power-off. */
  readonly stoppedBy?: string;
  /** The longest time without a good answer, milliseconds. Absent when nobody could measure it. */
  readonly gapMs?: number;
  readonly limitMs: number;
  /** False where only hosts could measure that held the VIP before or after, as with two hosts. */
  readonly fromOutside: boolean;
  /** By host key. */
  readonly seen: Readonly<Record<string, Seen>>;
  readonly verdict: DrillVerdict;
  /** Why all is not well again; empty when it is. */
  readonly reasons: readonly string[];
}

export const DRILL_EXIT_CODES: Readonly<Record<DrillVerdict, number>> = { "within-limit": 0, "over-limit": 1, "not-well-again": 1, lost: 2 };
export const NOT_STARTED = 3;
export const DECLINED = 4;

export const DRILL_EXIT_HELP = `
Exit code: 0 within the limit and all is well again; 1 over it, or not all is well again; 2 the VIP did not come back in 5 times the limit; 3 could not start; 4 declined.`;

export interface Gap {
  readonly gapMs?: number;
  readonly fromOutside: boolean;
}

/** A host that never held the VIP sees it as clients do; of others only where there is no such host. */
export function gapOf(seen: Readonly<Record<string, Seen>>): Gap {
  const outside = Object.values(seen).filter(({ held, gapMs }) => !held && gapMs !== undefined);
  const counted = outside.length > 0 ? outside : Object.values(seen);
  const gaps = counted.flatMap(({ gapMs }) => (gapMs === undefined ? [] : [gapMs]));
  return { ...(gaps.length > 0 ? { gapMs: Math.max(...gaps) } : {}), fromOutside: outside.length > 0 };
}

export interface Outcome {
  /** The VIP answers again. */
  readonly back: boolean;
  readonly reasons: readonly string[];
}

export function drillVerdict({ back, reasons }: Outcome, gapMs: number | undefined, limitMs: number): DrillVerdict {
  if (!back) return "lost";
  if (gapMs === undefined || gapMs > limitMs) return "over-limit";
  return reasons.length > 0 ? "not-well-again" : "within-limit";
}
