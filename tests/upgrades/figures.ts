// The part of docs/performance.md that this suite measures, as text to be copied there: it takes too long for the bench, and is one round alone.
import { UPGRADES_TITLE } from "../../bench/report";
import { table, thisMachine } from "../../lab/figures";
import { perSecond, type Watched } from "../../lab/watch";
import type { Step } from "./steps";

export interface Measured extends Pick<Step, "from" | "to"> {
  readonly seen: Watched;
  /** `rollout.vipGapMs`, by the hosts. */
  readonly reportedMs: number | undefined;
}

/** @param wanted connections in a second at most @param lease in words */
export function section(measured: readonly Measured[], wanted: number, lease: string, at: Date): string {
  const rows = measured.map(({ from, to, seen, reportedMs }) => [`${from} to ${to}`, String(seen.gapMs), String(reportedMs ?? ""), String(seen.moves), perSecond(seen).toFixed(1)]);
  return `## ${UPGRADES_TITLE}

Rollouts of another \`image.version\`, host by host, one each; load balancing \`local\`, log level debug, lease of ${lease} s.
Asked ${wanted} times a second at most from outside the hosts, each time over a fresh connection with TLS checked.

${table(["", "Longest time without an answer, ms", "By the hosts, ms", "Moves of the VIP", "Asked in a second"], rows)}

(\`npm test -- --only upgrades\` on ${at.toISOString().slice(0, 10)}: ${thisMachine()}.)`;
}
