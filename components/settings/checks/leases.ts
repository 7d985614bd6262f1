// Checks of the lease by which the holder is elected.
import type { Draft } from "../draft";
import { fillLeaderElection } from "../fill/settings";
import { DEFAULTS } from "../defaults";
import type { Problem } from "../problems";
import { CONTROL_CHARACTERS, DNS_LABEL, isDnsSubdomain, quote } from "../words";
import { problemFamily } from "./report";
import { isQualifiedName } from "./kubernetesNames";

export const leasesFamily = problemFamily({
  "lease-duration-order": "error",
  "lease-retry-order": "error",
  "lease-tight": "warning",
  "lease-long": "warning",
  "lease-name-form": "error",
  "lease-namespace-form": "error",
  "lease-name-shared": "error",
  "lease-annotation-form": "error",
  "lease-arp-elects": "warning",
});
const { report } = leasesFamily;

const FIELD = "leaderElection";
const DURATION = `${FIELD}.leaseDurationSeconds`;
const RENEW = `${FIELD}.renewDeadlineSeconds`;
const RETRY = `${FIELD}.retryPeriodSeconds`;
/** client-go's JitterFactor: a holder's tries come up to this much later (tools/leaderelection). */
const JITTER = 1.2;
/** etcd writes slower than this were seen with 5/3/1 (kube-vip #282, #453). */
const SLOW_ETCD_SECONDS = 3;
const LONG_SECONDS = 60;

export function checkLeases(draft: Draft): Problem[] {
  return [...checkTimes(draft), ...checkNames(draft), ...checkMode(draft)];
}

function checkTimes(draft: Draft): Problem[] {
  const { leaseDurationSeconds: duration, renewDeadlineSeconds: renew, retryPeriodSeconds: retry } = fillLeaderElection(draft);
  const problems: Problem[] = [];
  if (duration <= renew) {
    problems.push(report("lease-duration-order", DURATION, `The lease lasts ${duration} s, not longer than the ${renew} s for which a holder tries to renew it; kube-vip would end at start.`,
      "Make leaseDurationSeconds greater than renewDeadlineSeconds, as in 15, 10 and 2.", [RENEW]));
  }
  if (renew <= JITTER * retry) {
    problems.push(report("lease-retry-order", RENEW, `A holder tries for ${renew} s to renew the lease, not longer than 1.2 times the ${retry} s between tries; kube-vip would end at start.`,
      "Make renewDeadlineSeconds greater than 1.2 times retryPeriodSeconds, as in 15, 10 and 2.", [RETRY]));
  }
  if (problems.length > 0) return problems;
  if (renew <= SLOW_ETCD_SECONDS) {
    problems.push(report("lease-tight", RENEW, `With ${duration}/${renew}/${retry} s an etcd that answers slowly for ${renew} s makes the holder give the virtual IP up (kube-vip #282, #453).`,
      "Use 15/10/2, unless etcd is known to be fast.", [DURATION, RETRY]));
  }
  if (duration > LONG_SECONDS) {
    problems.push(report("lease-long", DURATION, `When the holder dies, nobody has the virtual IP for more than ${duration} s.`, "Use a shorter lease, such as 15/10/2."));
  }
  return problems;
}

function checkNames(draft: Draft): Problem[] {
  const { leaderElection: given = {}, services } = draft.args;
  const problems: Problem[] = [];
  if (given.leaseName !== undefined && !isDnsSubdomain(given.leaseName)) problems.push(badName(`${FIELD}.leaseName`, given.leaseName));
  if (services?.leaseName !== undefined && !isDnsSubdomain(services.leaseName)) problems.push(badName("services.leaseName", services.leaseName));
  if (given.namespace !== undefined && !DNS_LABEL.test(given.namespace)) {
    problems.push(report("lease-namespace-form", `${FIELD}.namespace`, `${quote(given.namespace)} cannot be the name of a namespace.`, "Use at most 63 small letters, digits and hyphens, such as kube-system."));
  }
  if (services?.enabled === true && (services.leaseName ?? DEFAULTS.servicesLeaseName) === (given.leaseName ?? DEFAULTS.leaseName)) {
    problems.push(report("lease-name-shared", "services.leaseName", "The control plane and Services would be elected by the same Lease.", "Give them different names.", [`${FIELD}.leaseName`, "services.enabled"]));
  }
  // JSON escapes the usual control characters; what it leaves as it is, the manifest would have to escape.
  for (const [key, value] of Object.entries(given.leaseAnnotations ?? {})) {
    if (CONTROL_CHARACTERS.test((value ?? "").replace(/[\u0000-\u001f]/g, ""))) problems.push(report("lease-annotation-form", `${FIELD}.leaseAnnotations`, `The value of ${quote(key)} holds a control character.`, "Remove it."));
  }
  for (const key of Object.keys(given.leaseAnnotations ?? {}).filter((name) => !isQualifiedName(name.toLowerCase()))) {
    problems.push(report("lease-annotation-form", `${FIELD}.leaseAnnotations`, `${quote(key)} cannot be the name of an annotation.`, "Use letters, digits, hyphens, dots and underscores, with an optional DNS prefix and slash."));
  }
  return problems;
}

function badName(field: string, name: string): Problem {
  return report("lease-name-form", field, `${quote(name)} cannot be the name of a Lease.`, "Use small letters, digits, hyphens and dots, such as plndr-cp-lock.");
}

function checkMode(draft: Draft): Problem[] {
  if (draft.mode !== "arp" || draft.args.leaderElection?.enabled !== false) return [];
  return [report("lease-arp-elects", `${FIELD}.enabled`, "In ARP mode kube-vip elects a holder whatever it is told, since two would answer for one address.", "Leave it out, or use BGP for a virtual IP on all hosts.", ["mode"])];
}
