// Witness reports for tests: of hosts whose MAC ends with their number, as components/hosts/agent/witness.sh prints them.
import { parseWitnessReport, type Sighting, type WitnessReport } from "../../components/hosts/reports";

export const VIP = "10.0.0.9";

/** MAC of a host's interface: `52:54:00:00:00:01` of cp1. */
export function macOf(host: string): string {
  return `52:54:00:00:00:${host.slice(2).padStart(2, "0")}`;
}

export function seen(over: Partial<Sighting> = {}): Sighting {
  return { vip: VIP, url: `https://${VIP}:6443/healthz`, own: false, asked: 5, answered: 5, httpCode: 200, latencyMs: 12, ping: true, mac: "", neighbours: [macOf("cp1")], ...over };
}

/** What the holder sees of its own address. */
export function own(host: string): Sighting {
  return seen({ own: true, asked: 1, answered: 1, ping: null, mac: macOf(host), neighbours: null });
}

/** The lease names cp1. */
export function witness(host: string, over: Partial<WitnessReport> = {}): WitnessReport {
  const holds = over.holds ?? false;
  const report = {
    host,
    node: host,
    holds,
    elects: true,
    lease: "cp1",
    leaseAgeMs: 700,
    leaseMs: 15_000,
    leaseTransitions: 4,
    settled: true,
    macs: [macOf(host)],
    vips: [holds ? own(host) : seen()],
    containerId: "c",
    imageDigest: "",
    mirrorPod: "Ready",
    metrics: true,
    rollout: null,
    ...over,
  };
  return parseWitnessReport(JSON.stringify(report));
}
