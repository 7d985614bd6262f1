// One host's part of the status, from its facts and its plan.
import type { HealthzFacts, HostFacts, KubeVipProcess } from "../../components/facts/hostFacts";
import type { Observation } from "../../components/facts/observation";
import { holdsVip } from "../../components/plan/holding";
import type { HostPlan } from "../../components/plan/rolloutPlan";
import type { Settings } from "../../components/settings/settings";
import type { Answer, HostStatus, KubeVipStatus, ManifestState, VipAnswer } from "./clusterStatus";

const UNREACHED = { reached: false, node: "", holds: [], healthz: [], manifest: "unknown", drift: [], pending: [] } as const;

export function hostStatus(settings: Settings, observation: Observation | undefined, plan: HostPlan | undefined, nodeName: string | undefined, now: number): HostStatus {
  if (observation?.kind !== "seen") return { ...UNREACHED, node: nodeName ?? "", ...(observation?.kind === "unseen" ? { reason: observation.reason } : {}) };
  const { facts } = observation;
  const newest = facts.kubeVips && [...facts.kubeVips].sort((a, b) => b.started - a.started)[0];
  return {
    reached: true,
    node: nodeName ?? facts.kubelet?.nodeName ?? "",
    holds: (facts.vips ?? []).flatMap(({ vip }) => (holdsVip(settings, facts, vip) ? [vip] : [])),
    healthz: vipAnswers(facts),
    ...(newest ? { kubeVip: kubeVipStatus(newest, facts, now) } : {}),
    ...(facts.kubeVips ? { kubeVips: facts.kubeVips.length } : {}),
    manifest: manifestState(plan),
    ...differencesOf(plan),
    ...(facts.apiServer ? { apiServer: answer(facts.apiServer.healthz) } : {}),
  };
}

function vipAnswers({ vips = [] }: HostFacts): VipAnswer[] {
  return vips.flatMap(({ vip, interface: link, healthz }) => (healthz ? [{ vip, own: link !== undefined, ...answer(healthz) }] : []));
}

/** Certificates are always checked, so 401 and 403 come from the cluster's API server, which just admits no anonymous questions. */
function answer({ httpCode, latencyMs, failure }: HealthzFacts): Answer {
  return { httpCode, latencyMs, ok: httpCode === 200 || httpCode === 401 || httpCode === 403, failure };
}

function kubeVipStatus({ image, started }: KubeVipProcess, { system }: HostFacts, now: number): KubeVipStatus {
  const startedMs = Math.min(now, started * 1000 - system.clockOffsetMs);
  return { version: tagOf(image), started: new Date(startedMs).toISOString(), upSeconds: Math.round((now - startedMs) / 1000) };
}

/** A colon before the last slash belongs to the registry's port. */
function tagOf(image: string): string {
  return /:([^:/]+)$/.exec(image.replace(/@.*$/, ""))?.[1] ?? "";
}

function manifestState(plan: HostPlan | undefined): ManifestState {
  if (plan === undefined || plan.change === "unknown") return "unknown";
  if (plan.change === "install") return "absent";
  if (driftedIn(plan).length > 0) return "drifted";
  return plan.change === "update" ? "other-settings" : "ok";
}

/** What an `up` puts right beside the agent, a sentence each. */
function driftedIn({ drift }: HostPlan): string[] {
  return [...new Set([...drift.access, ...drift.host].map(({ what }) => what))];
}

function differencesOf(plan: HostPlan | undefined): Pick<HostStatus, "drift" | "pending"> {
  if (plan === undefined || plan.change === "install") return { drift: [], pending: [] };
  const drift = driftedIn(plan);
  return { drift, pending: plan.why.filter((what) => !drift.includes(what)) };
}
