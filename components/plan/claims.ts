// Who claims the VIP: the address on a host's interface, the neighbours' answers, the lease. The VIP may move between two witnesses' looks.
import type { WitnessReport } from "../hosts/reports";

/** A MAC that answered one witness's probe for a VIP. */
export interface Answer {
  readonly vip: string;
  readonly mac: string;
  /** Key of the host whose interface has this MAC; absent when it is none of the component's hosts. */
  readonly owner?: string;
  readonly seenBy: WitnessReport;
}

function nodeOfMost(reports: readonly WitnessReport[]): string | undefined {
  const votes = new Map<string, number>();
  for (const { lease } of reports) votes.set(lease, (votes.get(lease) ?? 0) + 1);
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** The latest view of the lease; where all are of one time, the one that most have. Of the Node that it names itself, when that host is among them. */
export function newestLease(reports: readonly WitnessReport[]): WitnessReport | undefined {
  const readable = reports.filter(({ lease }) => lease !== "");
  const newest = Math.max(...readable.map(({ leaseTransitions }) => leaseTransitions ?? -1));
  const latest = readable.filter(({ leaseTransitions }) => (leaseTransitions ?? -1) === newest);
  const node = nodeOfMost(latest);
  return latest.find((report) => report.lease === node && report.node === node) ?? latest.find((report) => report.lease === node);
}

/** The lease has passed to another Node since this host looked. */
function isOutdated(report: WitnessReport, newest: WitnessReport | undefined): boolean {
  if (newest === undefined || report.lease === "" || report.lease === newest.lease) return false;
  return report.leaseTransitions === null || report.leaseTransitions < (newest.leaseTransitions ?? 0);
}

/** Hosts with the address on an interface, without those that had it before it moved. */
export function claimants(reports: readonly WitnessReport[]): WitnessReport[] {
  const newest = newestLease(reports);
  return reports.filter((report) => report.holds && !isOutdated(report, newest));
}

/** What neighbours answered. Empty where a host does not tell its MACs: then nobody can be told from a stranger. */
export function answers(reports: readonly WitnessReport[]): Answer[] {
  if (reports.some(({ macs }) => macs.length === 0)) return [];
  const owners = new Map(reports.flatMap(({ host, macs }) => macs.map((mac) => [mac, host] as const)));
  return reports.flatMap((seenBy) => seenBy.vips.flatMap(({ vip, neighbours }) => (neighbours ?? []).map((mac) => ({ vip, mac, owner: owners.get(mac), seenBy }))));
}

/** Every host announces the VIP, as BGP without election does. */
export function allAnnounce(reports: readonly WitnessReport[]): boolean {
  return reports.every(({ elects, lease }) => !elects && lease === "");
}

/** Key of the host with this Node; undefined when it is none of the component's. */
export function hostOf(reports: readonly WitnessReport[], node: string): string | undefined {
  return reports.find((report) => report.node === node)?.host;
}

/** Keys of the hosts that hold the VIP; the Node's name where the lease names a control plane outside the component. */
export function holdersOf(reports: readonly WitnessReport[]): string[] {
  const claims = claimants(reports).map(({ host }) => host);
  if (claims.length > 0) return claims;
  const node = newestLease(reports)?.lease;
  return node === undefined ? [] : [hostOf(reports, node) ?? node];
}
