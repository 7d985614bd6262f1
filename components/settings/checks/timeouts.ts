// Checks that a step may take as long as the settings need.
import type { Draft } from "../draft";
import { fillTimeouts } from "../fill/pod";
import { fillLeaderElection } from "../fill/settings";
import type { Problem } from "../problems";
import { problemFamily } from "./report";

export const timeoutsFamily = problemFamily({ "timeout-shorter-than-lease": "warning" });
const { report } = timeoutsFamily;

/** A follower's next look at the lease comes up to this many retry periods later (client-go's jitter, 1.2, after a wait of one). */
const RETRIES = 2.2;

export function checkTimeouts(draft: Draft): Problem[] {
  const { leaseDurationSeconds, retryPeriodSeconds } = fillLeaderElection(draft);
  const takeover = Math.ceil(leaseDurationSeconds + RETRIES * retryPeriodSeconds);
  return (["applySeconds", "proofSeconds"] as const).filter((name) => fillTimeouts(draft)[name] <= takeover).map((name) =>
    report("timeout-shorter-than-lease", `timeouts.${name}`, `A host may take over the virtual IP only after ${takeover} s (${leaseDurationSeconds} s of lease and two tries), when this time is over.`,
      "Allow more seconds, or use a shorter lease.", ["leaderElection.leaseDurationSeconds", "leaderElection.retryPeriodSeconds"]));
}
