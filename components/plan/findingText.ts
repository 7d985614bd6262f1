// A finding as one line.
import type { Finding } from "./findings/finding";

/** `What is wrong, on which hosts. What to do. (finding-id)`; the id is what docs/findings.md and the user's own severities go by. */
export function findingText({ id, reason, remedy }: Finding): string {
  return `${reason} ${remedy} (${id})`;
}
