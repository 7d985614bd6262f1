// Checks that a step may take as long as the settings need.
import type { Draft } from "../draft";
import { fillTimeouts } from "../fill/pod";
import { fillLeaderElection } from "../fill/settings";
import type { Problem } from "../problems";
import { takeoverSeconds } from "../takeover";
import { problemFamily } from "./report";

export const timeoutsFamily = problemFamily({ "timeout-shorter-than-lease": "warning" });
const { report } = timeoutsFamily;

export function checkTimeouts(draft: Draft): Problem[] {
  const election = fillLeaderElection(draft);
  const takeover = Math.ceil(takeoverSeconds(election));
  return (["applySeconds", "proofSeconds"] as const).filter((name) => fillTimeouts(draft)[name] <= takeover).map((name) =>
    report("timeout-shorter-than-lease", `timeouts.${name}`, `A host may take over the virtual IP only after ${takeover} s (${election.leaseDurationSeconds} s of lease and two tries), when this time is over.`,
      "Allow more seconds, or use a shorter lease.", ["leaderElection.leaseDurationSeconds", "leaderElection.retryPeriodSeconds"]));
}
