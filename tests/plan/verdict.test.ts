import type { Sighting, WitnessReport } from "../../components/hosts/reports";
import { judge } from "../../components/plan/verdict";
import { connectionsPerWitness } from "../../components/plan/witnesses";

function seen(over: Partial<Sighting> = {}): Sighting {
  return { vip: "10.0.0.9", url: "https://10.0.0.9:6443/healthz", own: false, asked: 5, answered: 5, httpCode: 200, latencyMs: 12, ping: true, mac: "52:54:00:00:00:11", ...over };
}

function witness(host: string, over: Partial<WitnessReport> = {}): WitnessReport {
  const holds = over.holds ?? false;
  return { host, node: host, holds, lease: "cp1", vips: [seen(holds ? { own: true, asked: 1, answered: 1 } : {})], containerId: "c", imageDigest: "", mirrorPod: "Ready", metrics: true, ...over };
}

const three = [witness("cp1", { holds: true }), witness("cp2"), witness("cp3", { vips: [seen({ latencyMs: 40 })] })];

it("is healthy when every host outside the holder got its answers, and says who asked", () => {
  expect(judge(three)).toMatchObject({
    healthy: true,
    reason: "",
    holder: "cp1",
    healthz: { url: "https://10.0.0.9:6443/healthz", status: "healthy", httpCode: 200, tlsVerified: true, latencyMs: 40, asked: 10, answered: 10, from: ["cp2", "cp3"] },
  });
});

it.each([401, 403])("is reachable, no failure, when the API server answers %d: anonymous access is off", (httpCode) => {
  const verdict = judge([witness("cp1", { holds: true }), witness("cp2", { vips: [seen({ httpCode })] })]);
  expect(verdict).toMatchObject({ healthy: true, healthz: { status: "reachable", httpCode } });
});

it("is unproven with a single host, since the holder always answers itself", () => {
  expect(judge([witness("cp1", { holds: true })])).toMatchObject({ healthy: true, holder: "cp1", healthz: { status: "unproven", from: [] } });
});

it("fails when one of many connections was not answered", () => {
  const verdict = judge([three[0]!, witness("cp2", { vips: [seen({ answered: 4 })] }), three[2]!]);
  expect(verdict.healthy).toBe(false);
  expect(verdict.reason).toBe("only 9 of 10 connections to the VIP were answered at https://10.0.0.9:6443/healthz.");
});

it("fails when the VIP answers with an error of its own", () => {
  expect(judge([three[0]!, witness("cp2", { vips: [seen({ httpCode: 500 })] })])).toMatchObject({ healthy: false, reason: "the VIP answers 500 at https://10.0.0.9:6443/healthz." });
});

it("fails when the VIP answers and nobody holds it: a stranger may own the address", () => {
  const verdict = judge([witness("cp1", { lease: "" }), witness("cp2", { lease: "" })]);
  expect(verdict).toMatchObject({ healthy: false, holder: "", holders: [] });
  expect(verdict.reason).toContain("no host of this component holds it");
});

it("fails when no witness asked", () => {
  expect(judge([])).toMatchObject({ healthy: false, reason: "no witness asked the VIP." });
});

it("follows the leases when the VIP moved between two witnesses", () => {
  const moved = [witness("cp1", { holds: true, lease: "cp1" }), witness("cp2", { holds: true, lease: "cp2" }), witness("cp3", { lease: "cp2" })];
  expect(judge(moved)).toMatchObject({ healthy: true, holder: "cp2", holders: ["cp2"] });
});

it("names the Node when a control plane outside the component holds the VIP", () => {
  expect(judge([witness("cp1", { lease: "other" }), witness("cp2", { lease: "other" })])).toMatchObject({ healthy: true, holder: "other" });
});

it("knows many holders where every host announces the VIP", () => {
  const all = ["cp1", "cp2"].map((host) => witness(host, { holds: true, lease: "", vips: [seen({ own: true, asked: 1, answered: 1 })] }));
  expect(judge(all)).toMatchObject({ healthy: true, holder: "", holders: ["cp1", "cp2"] });
});

it.each([[1, 3], [2, 6], [3, 5], [5, 4], [9, 4]])("with %d hosts each witness makes %d connections, at least three per control plane outside the holder", (hosts, each) => {
  expect(connectionsPerWitness(hosts)).toBe(each);
  expect(each * Math.max(1, hosts - 1)).toBeGreaterThanOrEqual(3 * hosts);
});
