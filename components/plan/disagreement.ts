// Where the three witnesses of who holds the VIP contradict each other, and no move of the VIP between their looks explains it.
import type { WitnessReport } from "../hosts/reports";
import { allAnnounce, type Answer, answers, claimants, hostOf, newestLease } from "./claims";

function listed(words: readonly string[]): string {
  const all = [...new Set(words)].sort();
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

function severalAddresses(reports: readonly WitnessReport[]): string {
  const claims = claimants(reports);
  if (claims.length < 2) return "";
  const vip = claims[0]!.vips.find(({ own }) => own)?.vip ?? "";
  const named = newestLease(reports)?.lease;
  const right = named === undefined ? "The lease could not be read, so it does not say which of them may" : `The lease names ${named}`;
  return `${listed(claims.map(({ host }) => host))} have the VIP ${vip} on an interface, where only one may. ${right}; look at kube-vip's log on the others, and take the address off them when it stays.`;
}

/** The address without the lease. */
function otherLease(reports: readonly WitnessReport[]): string {
  const [claim] = claimants(reports);
  const named = newestLease(reports)?.lease;
  if (claim === undefined || named === undefined || named === claim.node) return "";
  return `${claim.host} has the VIP, but the lease names ${named}: either kube-vip on ${claim.host} stands for election with another lease or cluster than the others, or it left the address behind. Look at its log there.`;
}

function stranger(reports: readonly WitnessReport[], heard: readonly Answer[]): string {
  const named = newestLease(reports)?.lease;
  // A control plane outside the component holds it, whose MAC nobody here knows.
  if (named !== undefined && hostOf(reports, named) === undefined) return "";
  const first = heard.find(({ owner }) => owner === undefined);
  if (first === undefined) return "";
  const witnesses = listed(heard.filter(({ mac }) => mac === first.mac).map(({ seenBy }) => seenBy.host));
  return `a machine with the MAC ${first.mac} answers for the VIP ${first.vip}, seen from ${witnesses}, and none of the hosts has an interface with it. Find that machine and take the address off it; if it is a control plane of this cluster, add it to \`hosts\`.`;
}

/** Two hosts answered one and the same look, which was repeated before it was reported. */
function severalAnswers(heard: readonly Answer[]): string {
  for (const { vip, seenBy } of heard) {
    const owners = heard.filter((answer) => answer.seenBy === seenBy && answer.vip === vip).flatMap(({ owner }) => owner ?? []);
    if (new Set(owners).size > 1) return `${listed(owners)} both answer for the VIP ${vip}, seen from ${seenBy.host}, where only one may. Look with \`ip addr\` which of them has it without the lease, and at kube-vip's log there.`;
  }
  return "";
}

/** One look in which the lease named one host all the time, and another answered. */
function otherAnswer(reports: readonly WitnessReport[], heard: readonly Answer[]): string {
  for (const { vip, mac, owner, seenBy } of heard) {
    const named = hostOf(reports, seenBy.lease);
    if (!seenBy.settled || owner === undefined || named === undefined || named === owner) continue;
    return `${owner} answers for the VIP ${vip} (with the MAC ${mac}, seen from ${seenBy.host}), but the lease names ${named}. Look with \`ip addr\` whether the address stayed on ${owner}, and whether it answers for others (proxy_arp).`;
  }
  return "";
}

/** Where what neighbours answered contradicts the holder. */
export function neighbourDisagreement(reports: readonly WitnessReport[]): string {
  const heard = answers(reports);
  return stranger(reports, heard) || severalAnswers(heard) || otherAnswer(reports, heard);
}

/** The first contradiction, one sentence with what to do; empty when there is none. */
export function disagreement(reports: readonly WitnessReport[]): string {
  if (allAnnounce(reports)) return "";
  return severalAddresses(reports) || otherLease(reports) || neighbourDisagreement(reports);
}
