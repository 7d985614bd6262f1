// What a check of settings and facts says.
import type { Severity } from "../../settings/choices";

/** Something noticed on the hosts. Several are reported at once. */
export interface Finding {
  /** Stable id in kebab-case, `vip-held-by-stranger`; users change its severity by it, and docs/findings.md explains it. */
  readonly id: string;
  readonly severity: Exclude<Severity, "off">;
  /** Keys of the hosts it was noticed on; empty when it is about the cluster. */
  readonly hosts: readonly string[];
  /** What is wrong, one sentence with the measured values; never holds a secret. */
  readonly reason: string;
  /** What to do about it, one sentence. */
  readonly remedy: string;
}
