// Whether a drill may be done, and on which host. Pure.
import { enumerate } from "../../components/settings/words";
import { takeoverSeconds } from "../../components/settings/takeover";
import { elects } from "../../components/plan/findings/scene";
import type { Settings } from "../../components/settings/settings";
import type { ClusterStatus } from "../status/clusterStatus";

export type Kind = "step-down" | "power-off";

export type DrillPlan =
  | { readonly kind: "go"; readonly holder: string; readonly others: readonly string[] }
  /** Why not, and what to do. */
  | { readonly kind: "refused"; readonly reason: string };

const refused = (reason: string): DrillPlan => ({ kind: "refused", reason });

export function planDrill(settings: Settings, { verdict, reasons, holders, hosts }: ClusterStatus): DrillPlan {
  if (!elects(settings)) return refused("Without leader election every host announces the VIP, so no host holds it alone and there is no hand-over to measure.");
  if (verdict !== "healthy") return refused(`The control plane is ${verdict === "unseen" ? "not to be seen" : verdict}, and a drill would make that worse: ${reasons.join(" ")} See \`pulumi-kube-vip status\`, and put that right first.`);
  if (Object.keys(hosts).length < 2) return refused("There is one host, and no other to take the VIP over.");
  const [holder, ...more] = new Set(holders.map(({ host }) => host));
  if (holder === undefined) return refused("None of the hosts holds the VIP.");
  if (more.length > 0) return refused(`${enumerate([holder, ...more])} hold a VIP each; a drill needs one holder.`);
  return { kind: "go", holder, others: Object.keys(hosts).filter((key) => key !== holder) };
}

/** Seconds that a hand-over may take: the lease runs out, the others notice at their next try, and the network learns of it. */
export function defaultLimit({ leaderElection }: Settings): number {
  return Math.round((takeoverSeconds(leaderElection) + 5) * 10) / 10;
}

/** What a person is told before anything is disturbed. */
export function announcement(kind: Kind, holder: string, others: readonly string[], limitSeconds: number, command: string | undefined): string {
  const deed = kind === "step-down" ? `Stops kube-vip on ${holder} once, in order; kubelet starts it again, and nothing on disk changes.` : `Powers ${holder} off with: ${command ?? ""}`;
  return `${deed}\n${holder} holds the VIP, so clients lose it for a moment until ${enumerate(others, "or")} takes it over. Limit: ${limitSeconds} s.`;
}

/** `{host}` is the host's address, `{key}` its key. */
export function powerOffCommand(template: string, settings: Settings, holder: string): string {
  return template.replaceAll("{host}", settings.hosts[holder]?.address ?? "").replaceAll("{key}", holder);
}
