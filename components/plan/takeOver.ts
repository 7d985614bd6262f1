// Taking the VIP over from another program: where it runs, and whether there is anything left to take over.
import type { HostFacts } from "../facts/hostFacts";
import { factsOf, type Observations } from "../facts/observation";
import type { Settings } from "../settings/settings";
import { holdsVip } from "./holding";
import { provides } from "./findings/holders";

export interface TakeOverPlan {
  /** `keepalived`. */
  readonly from: string;
  /** Keys of the hosts on which it runs. */
  readonly runsOn: readonly string[];
  /** Key of the host that has the VIP while it runs there. Absent where none has. */
  readonly holder?: string;
  /** That host has no kube-vip for the VIP yet, so it is taken first, and the VIP stays there. */
  readonly stays: boolean;
}

/** Whether the program that is to be taken over runs there, and no kube-vip for the VIP yet. */
export function isToBeTakenOver({ rollout: { takeOver }, vips }: Settings, { otherVipManagers = [], kubeVips = [] }: HostFacts): boolean {
  return takeOver !== undefined && otherVipManagers.some(({ name }) => name === takeOver) && !kubeVips.some((process) => vips.some((vip) => provides(process, vip)));
}

/** Undefined when nothing is to be taken over. */
export function planTakeOver(settings: Settings, observations: Observations): TakeOverPlan | undefined {
  const from = settings.rollout.takeOver;
  const runsOn = Object.entries(factsOf(observations)).filter(([, facts]) => facts.otherVipManagers?.some(({ name }) => name === from));
  if (from === undefined || runsOn.length === 0) return undefined;
  const holder = runsOn.find(([, facts]) => settings.vips.some((vip) => holdsVip(settings, facts, vip)));
  return { from, runsOn: runsOn.map(([key]) => key), ...(holder === undefined ? {} : { holder: holder[0] }), stays: holder !== undefined && isToBeTakenOver(settings, holder[1]) };
}
