// A finding as one line.
import type { Finding } from "./findings/finding";

/** `cp1, cp2: what is wrong. What to do. (finding-id)`; the id is what docs/findings.md and the user's own severities go by. */
export function findingText({ id, hosts, reason, remedy }: Finding): string {
  return `${hosts.length === 0 ? "" : `${hosts.join(", ")}: `}${reason} ${remedy} (${id})`;
}
