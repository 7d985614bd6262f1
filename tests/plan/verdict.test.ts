import { judge } from "../../components/plan/verdict";
import { connectionsPerWitness } from "../../components/plan/witnesses";
import { own, seen, witness } from "./reports";

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

it("names the Node when a control plane outside the component holds the VIP", () => {
  expect(judge([witness("cp1", { lease: "other" }), witness("cp2", { lease: "other" })])).toMatchObject({ healthy: true, holder: "other" });
});

it("knows many holders where every host announces the VIP", () => {
  const all = ["cp1", "cp2"].map((host) => witness(host, { holds: true, elects: false, lease: "", vips: [own(host)] }));
  expect(judge(all)).toMatchObject({ healthy: true, holder: "", holders: ["cp1", "cp2"] });
});

it("fails when the witnesses of who holds it contradict each other, though it answers", () => {
  const verdict = judge([three[0]!, witness("cp2", { vips: [seen({ neighbours: ["52:54:00:00:00:99"] })] })]);
  expect(verdict).toMatchObject({ healthy: false, healthz: { status: "healthy" } });
  expect(verdict.reason).toContain("a machine with the MAC 52:54:00:00:00:99 answers for the VIP");
});

it.each([[1, 3], [2, 6], [3, 5], [5, 4], [9, 4]])("with %d hosts each witness makes %d connections, at least three per control plane outside the holder", (hosts, each) => {
  expect(connectionsPerWitness(hosts)).toBe(each);
  expect(each * Math.max(1, hosts - 1)).toBeGreaterThanOrEqual(3 * hosts);
});
