// Checks of taking the VIP over from another program.
import { Observe } from "../choices";
import type { Draft } from "../draft";
import type { Problem } from "../problems";
import { problemFamily } from "./report";

export const takeOverFamily = problemFamily({
  "take-over-needs-arp": "error",
  "take-over-needs-look": "error",
  "take-over-in-emergency": "error",
});
const { report } = takeOverFamily;

export function checkTakeOver({ args, mode }: Draft): Problem[] {
  const given = args.rollout?.takeOver;
  if (given === undefined) return [];
  return [
    ...(args.rollout?.emergency ? [report("take-over-in-emergency", "rollout.takeOver", `An emergency writes the manifests on all hosts at once and waits for nothing, so two hosts could have the VIP, one by ${given} and one by kube-vip.`, "Leave it out until the emergency is over.", ["rollout.emergency"])] : []),
    ...(mode === "arp" ? [] : [report("take-over-needs-arp", "rollout.takeOver", `In BGP mode the VIP reaches the hosts by routes, and not by an address that one of them has, so there is nothing that could stay while ${given} goes.`, `End ${given} on all hosts by hand, and leave this out.`, ["mode"])]),
    ...(args.observe === Observe.Require ? [] : [report("take-over-needs-look", "rollout.takeOver", `The order of the hosts depends on which of them has the VIP, so all must be looked at before.`, "Set `observe: require`.", ["observe"])]),
  ];
}
