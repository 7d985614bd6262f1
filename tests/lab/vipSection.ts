// A part of docs/performance.md: how long the VIP was away in each of several things that were done.
import { table, thisMachine } from "../../lab/figures";
import { perSecond, type Watched } from "../../lab/watch";

export interface Measured {
  readonly what: string;
  readonly seen: Watched;
}

export interface Part {
  readonly title: string;
  /** On what it was measured; a line of its own. */
  readonly on: string;
  /** Head of the column of moves. */
  readonly moves: string;
  /** The suite that measured it. */
  readonly suite: string;
  /** Connections in a second at most. */
  readonly wanted: number;
}

export function vipSection({ title, on, moves, suite, wanted }: Part, measured: readonly Measured[], at: Date): string {
  const rows = measured.map(({ what, seen }) => [what, String(seen.gapMs), String(seen.moves), perSecond(seen).toFixed(1)]);
  return `## ${title}

${on}
Asked ${wanted} times a second at most from outside the hosts, each time over a fresh connection with TLS checked.

${table(["", "Longest time without an answer, ms", moves, "Asked in a second"], rows)}

(\`npm test -- --only ${suite}\` on ${at.toISOString().slice(0, 10)}: ${thisMachine()}.)`;
}
