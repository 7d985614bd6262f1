// The part of docs/performance.md that this suite measures, as text to be copied there.
import { TAKEOVER_TITLE } from "../../bench/report";
import { table, thisMachine } from "../../lab/figures";
import type { Watched } from "../../lab/watch";

export interface Measured {
  readonly what: string;
  readonly seen: Watched;
}

/** How often it was really asked. */
export function perSecond({ asked, seconds }: Watched): number {
  return asked / seconds;
}

/** @param wanted connections in a second at most */
export function section(measured: readonly Measured[], wanted: number, at: Date): string {
  const rows = measured.map(({ what, seen }) => [what, String(seen.gapMs), String(seen.moves), perSecond(seen).toFixed(1)]);
  return `## ${TAKEOVER_TITLE}

Three hosts with keepalived 2.2.7 (VRRP, one advertisement a second); \`rollout.takeOver: keepalived\`, kube-vip v1.2.1, one \`up\` each.
Asked ${wanted} times a second at most from outside the hosts, each time over a fresh connection with TLS checked.

${table(["", "Longest time without an answer, ms", "Moves of the VIP to another MAC", "Asked in a second"], rows)}

(\`npm test -- --only takeover\` on ${at.toISOString().slice(0, 10)}: ${thisMachine()}.)`;
}
