// One host's part of the status, from its facts and its plan.
import type { HealthzFacts, HostFacts, KubeVipProcess } from "../../components/facts/hostFacts";
import type { Observation } from "../../components/facts/observation";
import type { HostPlan } from "../../components/plan/rolloutPlan";
import type { Answer, HostStatus, KubeVipStatus, ManifestState, VipAnswer } from "./clusterStatus";

const UNREACHED = { reached: false, node: "", holds: [], healthz: [], manifest: "unknown", differences: [] } as const;

export function hostStatus(observation: Observation | undefined, plan: HostPlan | undefined, nodeName: string | undefined, now: number): HostStatus {
  if (observation?.kind !== "seen") return { ...UNREACHED, node: nodeName ?? "", ...(observation?.kind === "unseen" ? { reason: observation.reason } : {}) };
  const { facts } = observation;
  const newest = facts.kubeVips && [...facts.kubeVips].sort((a, b) => b.started - a.started)[0];
  return {
    reached: true,
    node: nodeName ?? facts.kubelet?.nodeName ?? "",
    holds: (facts.vips ?? []).flatMap((seen) => (seen.interface === undefined ? [] : [seen.vip])),
    healthz: vipAnswers(facts),
    ...(newest ? { kubeVip: kubeVipStatus(newest, facts, now) } : {}),
    ...(facts.kubeVips ? { kubeVips: facts.kubeVips.length } : {}),
    manifest: manifestState(plan),
    differences: plan?.why ?? [],
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

const STATES: Readonly<Record<HostPlan["change"], ManifestState>> = { none: "ok", repair: "drifted", update: "other-settings", install: "absent", unknown: "unknown" };

function manifestState(plan: HostPlan | undefined): ManifestState {
  return STATES[plan?.change ?? "unknown"];
}
