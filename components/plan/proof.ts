// The proof that one host holds the VIP: what each witness saw, and whether the three ways to know it agree.
import type { WitnessReport } from "../hosts/reports";
import { allAnnounce, answers, claimants, holdersOf, newestLease } from "./claims";
import { neighbourDisagreement } from "./disagreement";

/** What one host saw of the VIP. */
export interface WitnessResult {
  /** Key of the host. */
  host: string;
  /** It has the VIP on an interface. */
  holds: boolean;
  /** Fresh connections to the VIP it made; a holder makes one for each VIP, which proves nothing of the network. */
  asked: number;
  /** Connections answered. */
  answered: number;
  /** HTTP status code of the answers. */
  httpCode: number;
  /** MACs that answered its fresh ARP or neighbour probe. Absent where it could make none: it holds the VIP, or a router is in between. */
  neighbours?: string[];
  /** Name of the Node that the lease names, as it read it; empty without election, or where it could not be read. */
  lease: string;
}

/** Whether each of the three ways to know the holder names the same one: `yes`, `no`, or `unknown` where it could not tell. */
export interface Agreement {
  /** The address is on an interface of the holder and of no other host. */
  address: string;
  /** Every neighbour probe was answered by the holder alone. `unknown` where no host could make one, as behind a router and with BGP, or where the VIP moved meanwhile. */
  neighbour: string;
  /** The lease names the holder and is being renewed. `unknown` without election. */
  lease: string;
}

/** IPVS on a host that has the VIP: where connections to it go. */
export interface Balancing {
  /** Key of the host. */
  host: string;
  /** The VIP. */
  vip: string;
  /** Addresses of the hosts whose API servers get new connections. Empty where kube-vip has made no IPVS service yet, so that the host's own API server gets all. */
  backends: string[];
}

/** A BGP session that was up, and lasted. */
export interface Session {
  /** Key of the host. */
  host: string;
  /** The router's address. */
  peer: string;
  /** The host's own address in the session, which the router takes as next hop. */
  source: string;
}

/** Who holds the VIP, and how that is known. From the last proof; it changes only when something ran. */
export interface Proof {
  /** Key of the host that holds the VIP; the Node's name when it is none of the hosts; empty when several announce it. */
  holder: string;
  /** MAC of the holder's interface with the VIP; empty where nobody could tell, as with BGP. */
  mac: string;
  /** Milliseconds since the holder had renewed its lease. Absent without election, or where the lease could not be read. */
  leaseAgeMs?: number;
  /** After this many milliseconds without renewal another host takes the lease. Absent as `leaseAgeMs`. */
  leaseMs?: number;
  /** One for each host. */
  witnesses: WitnessResult[];
  /** Whether they agree. */
  agreed: Agreement;
  /**
   * IPVS where the VIP is, as it was when the proof was made, one for each VIP and host that has it; empty without load balancing. kube-vip fills it as Nodes are told to it,
   * within a second after the VIP has moved, or minutes with an etcd below 3.4.31 or 3.5.13: what is there now is seen by `ipvs-lacks-backend` of docs/findings.md.
   */
  balancing: Balancing[];
  /** BGP sessions, one for each host and peer; empty without BGP. A witness fails where one is missing. */
  sessions: Session[];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function resultOf(report: WitnessReport): WitnessResult {
  const heard = report.vips.flatMap(({ neighbours }) => (neighbours === null ? [] : [neighbours]));
  return {
    host: report.host,
    holds: report.holds,
    asked: sum(report.vips.map(({ asked }) => asked)),
    answered: sum(report.vips.map(({ answered }) => answered)),
    httpCode: report.vips.find(({ httpCode }) => httpCode !== 200)?.httpCode ?? report.vips[0]?.httpCode ?? 0,
    ...(heard.length > 0 ? { neighbours: [...new Set(heard.flat())] } : {}),
    lease: report.lease,
  };
}

function addressAgrees(reports: readonly WitnessReport[], holder: string): string {
  const claims = claimants(reports);
  if (allAnnounce(reports)) return claims.length > 0 && claims.length === reports.length ? "yes" : "unknown";
  if (claims.length === 0) return "unknown";
  return claims.length === 1 && claims[0]!.host === holder ? "yes" : "no";
}

function neighbourAgrees(reports: readonly WitnessReport[], holder: string): string {
  const heard = answers(reports);
  if (heard.length > 0 && heard.every(({ owner }) => owner === holder)) return "yes";
  return neighbourDisagreement(reports) === "" ? "unknown" : "no";
}

function leaseAgrees(reports: readonly WitnessReport[], holder: string): string {
  const named = newestLease(reports)?.lease;
  if (named === undefined) return "unknown";
  return (reports.find(({ host }) => host === holder)?.node ?? holder) === named ? "yes" : "no";
}

function macOf(reports: readonly WitnessReport[], holder: string): string {
  const own = reports.find(({ host }) => host === holder)?.vips.find(({ mac, own }) => own && mac !== "");
  return own?.mac ?? answers(reports).find(({ owner }) => owner === holder)?.mac ?? "";
}

function balancingOf({ host, vips, ipvs }: WitnessReport): Balancing[] {
  if (ipvs === null) return [];
  const backends = (vip: string): string[] => ipvs.find(({ address }) => address === vip)?.backends.filter(({ weight }) => weight > 0).map(({ address }) => address).sort() ?? [];
  return vips.filter(({ own }) => own).map(({ vip }) => ({ host, vip, backends: backends(vip) }));
}

/** Pure. `reports` holds one report of each host. */
export function proofOf(reports: readonly WitnessReport[]): Proof {
  const holders = holdersOf(reports);
  const holder = holders.length === 1 ? holders[0]! : "";
  const { leaseAgeMs, leaseMs } = newestLease(reports) ?? {};
  return {
    holder,
    mac: holder === "" ? "" : macOf(reports, holder),
    ...(typeof leaseAgeMs === "number" ? { leaseAgeMs } : {}),
    ...(typeof leaseMs === "number" ? { leaseMs } : {}),
    witnesses: reports.map(resultOf),
    agreed: { address: addressAgrees(reports, holder), neighbour: neighbourAgrees(reports, holder), lease: leaseAgrees(reports, holder) },
    balancing: reports.flatMap(balancingOf),
    sessions: reports.flatMap(({ host, bgp }) => (bgp ?? []).map(({ peer, source }) => ({ host, peer, source }))),
  };
}
