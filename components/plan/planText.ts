// The plan in words, for the diagnostics of a preview.
import { enumerate } from "../settings/words";
import type { ImagePlan } from "./images";
import type { HostPlan, RolloutPlan } from "./rolloutPlan";

/** Lines for a person: what happens to each host in order, and what they will notice. Undefined when nothing changes and all is known. */
export function planText(plan: RolloutPlan): string | undefined {
  const entries = plan.order.map((key) => [key, plan.hosts[key]!] as const);
  const changing = entries.filter(([, host]) => host.change !== "none");
  const [unproven] = Object.entries(plan.unproven);
  const identities = Object.values(plan.identities).map((sentence) => `  ${sentence}.`);
  if (changing.length === 0) {
    const heard = plan.outdated !== undefined ? `The plan: all witnesses are asked again, since ${plan.outdated}.` : unproven && `The plan: all witnesses are asked again, since the last proof failed. ${unproven[0]}: ${unproven[1]}`;
    return identities.length === 0 ? heard : [heard ?? "The plan: no host changes.", ...identities].join("\n");
  }
  return [heading(plan, changing), ...identities, ...imageText(plan.image), ...firstEnded(plan), ...changing.map(([key, host], index) => `  ${plan.parallel || plan.awaiting.length > 0 ? "-" : `${index + 1}.`} ${key}: ${hostText(host, endText(plan, key))}`), notice(plan, changing.map(([, host]) => host))].join("\n");
}

/** What happens before the first host changes. */
function firstEnded({ takeOver }: RolloutPlan): string[] {
  const others = takeOver?.runsOn.filter((key) => key !== takeOver.holder) ?? [];
  return others.length === 0 ? [] : [`  Before kube-vip starts anywhere, ${takeOver?.from} is ended and disabled on ${enumerate(others)}, so that nobody takes the virtual IP meanwhile.`];
}

function endText({ takeOver }: RolloutPlan, key: string): string {
  return takeOver?.holder === key ? `; ${takeOver.from} is ended and disabled there${takeOver.stays ? ", while the virtual IP stays on that host" : ""}` : "";
}

function heading({ parallel, hosts, awaiting, emergency, takeOver }: RolloutPlan, changing: readonly unknown[]): string {
  const all = Object.keys(hosts).length;
  const how = awaiting.length > 0 ? "in the order of the cluster that begins" : emergency !== undefined ? "all at once, and nothing is waited for" : parallel ? "all at once, since no kube-vip runs anywhere" : takeOver?.stays ? `one after the other, the host that has the virtual IP by ${takeOver.from} first` : changing.length === 1 ? "" : "one after the other, the holder of the virtual IP last";
  return `The plan: ${changing.length} of ${all} host${all === 1 ? "" : "s"}${how === "" ? "" : `, ${how}`}.`;
}

function imageText(image: ImagePlan | undefined): string[] {
  if (image === undefined) return [];
  const { reference, archive, hosts } = image;
  const where = hosts === undefined ? "where it is missing" : `on ${hosts.join(", ")}`;
  return [`  Before any manifest changes, the image ${reference} is ${archive === undefined ? "pulled" : `imported from ${archive}`} ${where}.`];
}

const CHANGES: Readonly<Record<HostPlan["change"], string>> = {
  install: "kube-vip is installed",
  update: "the manifest changes",
  repair: "what drifted is repaired",
  unknown: "not known, since it could not be looked at",
  none: "unchanged",
};

function hostText({ change, why, restarts, holder }: HostPlan, ended: string): string {
  const reasons = why.length === 0 ? "" : ` (${why.join("; ")})`;
  const restart = change === "install" || restarts === undefined ? "" : restarts ? "; kube-vip restarts there" : "; kube-vip is not restarted";
  return `${CHANGES[change]}${reasons}${restart}${ended}${holder ? "; it holds the virtual IP" : ""}.`;
}

function notice({ hosts, emergency, takeOver }: RolloutPlan, changing: readonly HostPlan[]): string {
  if (emergency !== undefined) return `  Nothing is proven, and nothing goes back: this is an emergency (${emergency.replace(/\s+/g, " ")}).`;
  const holders = Object.values(hosts).filter(({ holder }) => holder).length;
  if (changing.some(({ change, holder }) => change === "unknown" || holder === undefined)) return "  What you will notice is not known: not all hosts could be looked at.";
  if (takeOver?.stays && holders === 1) return `  You will notice nothing: the virtual IP stays on ${takeOver.holder}, and goes from ${takeOver.from} to kube-vip. If that fails, ${takeOver.from} gets it back on all hosts.`;
  if (holders === 0) return "  The virtual IP is not there before, and is proven after.";
  if (!changing.some(({ holder, restarts }) => holder && restarts)) return "  You will notice nothing: the virtual IP stays where it is.";
  if (holders > 1) return `  You will notice little: ${holders} hosts have the virtual IP, and they restart one after the other.`;
  return Object.keys(hosts).length === 1 ? "  You will notice: the virtual IP is away until kube-vip runs again, since there is no other host." : "  You will notice: the virtual IP moves once, to a host that runs the new settings already, and is away for a moment.";
}
