// The verdict of the status: does the VIP answer those that do not hold it, and is all as it should be.
import type { Finding } from "../../components/plan/findings/finding";
import { enumerate } from "../../components/settings/words";
import type { ClusterStatus, HostStatus, LeaseStatus, Verdict, VipAnswer } from "./clusterStatus";

export interface Judged {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

export type Evidence = Pick<ClusterStatus, "vips" | "hosts" | "holders" | "findings"> & {
  /** Whether a lease decides who holds the VIP. */
  readonly elects: boolean;
  readonly lease?: LeaseStatus;
};

interface Asked extends VipAnswer {
  readonly host: string;
}

export function judge(evidence: Evidence): Judged {
  const { vips, hosts } = evidence;
  const reached = Object.values(hosts).filter((host) => host.reached);
  if (reached.length === 0) return { verdict: "unseen", reasons: ["No host could be reached, so nothing is known.", ...unreached(hosts)] };
  const asked = Object.entries(hosts).flatMap(([host, { healthz }]) => healthz.map((answer) => ({ host, ...answer })));
  const silent = vips.filter((vip) => !asked.some((answer) => answer.vip === vip));
  const down = vips.filter((vip) => !silent.includes(vip) && !counted(asked, vip).some(({ ok }) => ok));
  if (down.length > 0) return { verdict: "down", reasons: [...down.map((vip) => downReason(vip, counted(asked, vip))), ...faults(evidence, [])] };
  if (silent.length > 0) return { verdict: "unseen", reasons: [`No host could ask ${enumerate(silent)}: ${reached.every(({ healthz }) => healthz.length === 0) ? "the kubeconfig or curl is missing on the hosts, or the login is not root" : "it was not looked at"}.`, ...faults(evidence, [])] };
  const reasons = faults(evidence, asked);
  return reasons.length > 0 ? { verdict: "degraded", reasons } : { verdict: "healthy", reasons: [wellReason(vips, asked)] };
}

/** A holder always reaches itself, so its answers count only where nobody else asked. */
function counted(asked: readonly Asked[], vip: string): readonly Asked[] {
  const all = asked.filter((answer) => answer.vip === vip);
  const outside = all.filter(({ own }) => !own);
  return outside.length > 0 ? outside : all;
}

function downReason(vip: string, answers: readonly Asked[]): string {
  const said = answers.map(({ host, httpCode, failure }) => `${host}: ${failure || `it answers ${httpCode}`}`);
  return `${vip} does not answer (${said.join("; ")}).`;
}

function wellReason(vips: readonly string[], asked: readonly Asked[]): string {
  const from = [...new Set(vips.flatMap((vip) => counted(asked, vip).filter(({ own }) => !own).map(({ host }) => host)))];
  return from.length > 0 ? `The VIP answers ${enumerate(from)}.` : "The VIP answers its holder; no other host could ask, so this shows nothing of the network.";
}

function faults(evidence: Evidence, asked: readonly Asked[]): string[] {
  const { hosts, findings } = evidence;
  return [
    ...asked.filter(({ ok }) => !ok).map(({ host, vip, httpCode, failure }) => `${vip} does not answer ${host}: ${failure || `it answers ${httpCode}`}.`),
    ...(asked.length > 0 ? holderFaults(evidence) : []),
    ...unreached(hosts),
    ...Object.entries(hosts).flatMap(([key, host]) => hostFaults(key, host)),
    ...errorFindings(findings),
  ];
}

function errorFindings(findings: readonly Finding[]): string[] {
  const ids = [...new Set(findings.filter(({ severity }) => severity === "error").map(({ id }) => id))];
  return ids.length === 0 ? [] : [`${ids.length === 1 ? "A finding is an error" : "Findings are errors"}: ${enumerate(ids)}.`];
}

function unreached(hosts: Evidence["hosts"]): string[] {
  return Object.entries(hosts).flatMap(([key, { reached, reason }]) => (reached ? [] : [`${key} was not seen: ${reason ?? "nobody asked it"}`]));
}

function holderFaults({ vips, holders, elects, hosts, lease }: Evidence): string[] {
  const allSeen = Object.values(hosts).every(({ reached }) => reached);
  return vips.flatMap((vip) => {
    const keys = holders.filter((holder) => holder.vip === vip).map(({ host }) => host);
    if (keys.length === 0) return allSeen ? [`${vip} answers, but none of the hosts has it on an interface.`] : [];
    if (!elects) return [];
    if (keys.length > 1) return [`${enumerate(keys)} have ${vip} at once.`];
    const node = hosts[keys[0]!]?.node ?? "";
    return lease && lease.holder !== "" && node !== "" && lease.holder !== node ? [`${keys[0]} has ${vip}, but the lease names ${lease.holder}.`] : [];
  });
}

function hostFaults(key: string, { reached, kubeVips, manifest, drift, apiServer }: HostStatus): string[] {
  if (!reached) return [];
  return [
    ...(manifest === "absent" ? [`${key} has no kube-vip of this component.`] : []),
    ...drift.map((what) => `${key}: ${what}.`),
    ...(drift.length === 0 && manifest !== "absent" && kubeVips === 0 ? [`${key} runs no kube-vip.`] : []),
    ...(apiServer && !apiServer.ok ? [`The API server of ${key} does not answer: ${apiServer.failure || `it answers ${apiServer.httpCode}`}.`] : []),
  ];
}
