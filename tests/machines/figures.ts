// The part of docs/performance.md that this suite measures, as text to be copied there.
import { MACHINES_TITLE } from "../../bench/report";
import { table, thisMachine } from "../../lab/figures";
import { perSecond, type Watched } from "../../lab/watch";
import { SHORT_LEASES } from "../lab/stack";

export interface Measured {
  readonly what: string;
  readonly seen: Watched;
  /** By the host that gave the VIP up. */
  readonly toldMs: number | undefined;
}

/** @param wanted connections in a second at most */
export function section(measured: readonly Measured[], wanted: number, at: Date): string {
  const rows = measured.map(({ what, seen, toldMs }) => [what, String(seen.gapMs), String(toldMs ?? ""), String(seen.moves), perSecond(seen).toFixed(1)]);
  return `## ${MACHINES_TITLE}

One \`pulumi up\` each, with kube-vip v1.2.1 and a lease of ${Object.values(SHORT_LEASES).join("/")} s; no kube-vip on any other host restarts.
Asked ${wanted} times a second at most from outside the hosts, each time over a fresh connection with TLS checked.
When a third host comes the VIP stays where it is, so that row shows what the busy machine costs by itself.

${table(["", "Longest time without an answer, ms", "By the host that gave it up, ms", "Moves of the VIP", "Asked in a second"], rows)}

(\`npm test -- --only machines\` on ${at.toISOString().slice(0, 10)}: ${thisMachine()}.)`;
}
