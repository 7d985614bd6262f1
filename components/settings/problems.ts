// What a check says: a field or host, what is wrong with it, and what to do.

/** One finding about the settings. Several are reported at once. */
export interface Problem {
  /** Stable id in kebab-case, `vip-loopback`; docs and tests name it. */
  readonly id: string;
  /** An error stops before anything is touched; a warning works but is doubtful; an info says what a setting means. */
  readonly severity: "error" | "warning" | "info";
  /** Path of the argument in the user's own terms, `hosts.cp1.address`, `loadBalancer.port`. */
  readonly field: string;
  /** Further fields the judgement rests on: when one of them is not known yet, the problem is not reported yet. */
  readonly dependsOn?: readonly string[];
  /** What is wrong, one sentence; never holds a secret. */
  readonly reason: string;
  /** What to do about it, one sentence. */
  readonly remedy: string;
}
