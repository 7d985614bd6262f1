// The part of docs/performance.md that this suite measures, as text to be copied there.
import { LOGINS_TITLE } from "../../bench/report";
import { table, thisMachine } from "../../lab/figures";
import type { Watched } from "../../lab/watch";
import { SHORT_LEASES } from "../lab/stack";

export interface Measured {
  readonly what: string;
  readonly seen: Watched;
}

/** @param wanted connections in a second at most */
export function section(measured: readonly Measured[], wanted: number, at: Date): string {
  const rows = measured.map(({ what, seen }) => [what, String(seen.gapMs), String(seen.moves), (seen.asked / seen.seconds).toFixed(1)]);
  return `## ${LOGINS_TITLE}

On three control planes that a real kubeadm made; kube-vip v1.2.1, a lease of ${Object.values(SHORT_LEASES).join("/")} s.
Asked ${wanted} times a second at most from outside the hosts, each time over a fresh connection with TLS checked.

${table(["", "Longest time without an answer, ms", "Moves of the VIP", "Asked in a second"], rows)}

(\`npm test -- --only bootstrap\` on ${at.toISOString().slice(0, 10)}: ${thisMachine()}.)`;
}
