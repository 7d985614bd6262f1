// Whether a brief look is enough: every host is as this component left it, and as it is wanted now.
import type { HostFacts } from "../facts/hostFacts";
import { factsOf } from "../facts/observation";
import type { Settings } from "../settings/settings";
import { elects } from "./findings/scene";
import { holdsVip } from "./holding";
import { type PlanInputs, planRollout } from "./rolloutPlan";

export interface QuietInputs extends PlanInputs {
  /** `STACK::PROJECT::TYPE::NAME`. */
  readonly owner: string;
}

/** After a proof that failed, and with more than one holder, or none, something goes on that is worth the whole look. So is a container that is not the one of the last `apply`, since another image may run in it. */
export function isQuiet(inputs: QuietInputs): boolean {
  const facts = factsOf(inputs.observations);
  const plan = planRollout(inputs);
  const isUnchanged = (key: string): boolean => facts[key] !== undefined && plan.hosts[key]?.change === "none" && runsWhatWasApplied(facts[key], `${inputs.owner}#${key}`);
  return Object.keys(plan.unproven).length === 0 && plan.outdated === undefined && Object.keys(plan.hosts).every(isUnchanged) && (!elects(inputs.settings) || haveOneHolder(inputs.settings, Object.values(facts)));
}

function runsWhatWasApplied({ gaps, kubeVips = [], record }: HostFacts, owner: string): boolean {
  return gaps.length === 0 && record?.owner === owner && record.containerId !== "" && kubeVips.length === 1 && kubeVips[0]?.containerId === record.containerId;
}

function haveOneHolder(settings: Settings, hosts: readonly HostFacts[]): boolean {
  return settings.vips.every((vip) => hosts.filter((facts) => holdsVip(settings, facts, vip)).length === 1);
}
