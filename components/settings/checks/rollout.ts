// Checks of how a change reaches the hosts.
import type { Draft } from "../draft";
import type { Problem } from "../problems";
import { problemFamily } from "./report";

export const rolloutFamily = problemFamily({ "rollout-emergency": "warning" });
const { report } = rolloutFamily;

/** Told at every run, so that nobody forgets it. */
export function checkRollout({ args }: Draft): Problem[] {
  if (!args.rollout?.emergency) return [];
  return [report("rollout-emergency", "rollout.emergency", "It is set, so manifests are written on all hosts at once, nothing is waited for, nothing is proven and nothing goes back.", "Take it away as soon as the API servers answer, and run `pulumi up` again, which then proves the VIP.")];
}
