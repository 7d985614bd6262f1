import { judge, mayStay } from "../../components/plan/verdict";
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

it("proves nothing in an emergency, whatever some hosts saw, and then nobody goes back", () => {
  const verdict = judge([witness("cp1", { emergency: "etcd lost its quorum", vips: [] }), witness("cp2")]);
  expect(verdict).toMatchObject({ healthy: false, reason: "", holder: "", healthz: { status: "emergency", asked: 0 }, proof: { agreed: { address: "unknown" } } });
  expect(mayStay(verdict)).toBe(true);
  expect([mayStay(judge(three)), mayStay(judge([]))]).toEqual([true, false]);
});

describe("where every host has the VIP", () => {
  const rollout = { at: "2026-11-24T00:00:00.000Z", hosts: [], parallel: true, asked: 0, answered: 0 };
  const fromHere = { url: "https://10.0.0.9:6443/healthz", httpCode: 200, latencyMs: 7, failure: "", asked: 9, answered: 9 };
  const everywhere = (over: object) => ["cp1", "cp2", "cp3"].map((host) => witness(host, { holds: true, elects: false, lease: "", rollout: { ...rollout, ...over } }));

  it("is proven by the machine that runs Pulumi", () => {
    expect(judge(everywhere({ fromHere }))).toMatchObject({ healthy: true, holders: ["cp1", "cp2", "cp3"], healthz: { status: "healthy", asked: 9, answered: 9, latencyMs: 7, from: ["(here)"] } });
  });

  it("is unproven where that machine reaches nothing, which is no fault of the VIP", () => {
    expect(judge(everywhere({ fromHere: { ...fromHere, httpCode: 0, asked: 1, answered: 0, failure: "EHOSTUNREACH" } }))).toMatchObject({ healthy: true, healthz: { status: "unproven", from: [] } });
  });

  it("is unproven where that machine reaches one of two VIPs alone", () => {
    expect(judge(everywhere({ fromHere: { ...fromHere, unreached: ["fd00::9"] } }))).toMatchObject({ healthy: true, healthz: { status: "unproven", asked: 9, answered: 9 } });
  });

  it("fails where that machine got some answers and not all", () => {
    expect(judge(everywhere({ fromHere: { ...fromHere, httpCode: 0, asked: 4, answered: 3, failure: "reset" } })).reason).toBe("only 3 of 4 connections to the VIP were answered at https://10.0.0.9:6443/healthz.");
  });

  it("fails with the router and its hosts where a route is not as it should be", () => {
    const routes = [{ router: "r1", vip: "10.0.0.9", nextHops: ["cp1", "cp2", "cp3"], failure: "" }, { router: "r2", vip: "10.0.0.9", nextHops: ["cp1"], failure: "its route to 10.0.0.9 does not lead to cp2 and cp3" }];
    expect(judge(everywhere({ fromHere, routes })).reason).toBe("the router r2 was asked for its routes, and its route to 10.0.0.9 does not lead to cp2 and cp3. Look at what it accepts from the hosts, and at the command of `bgp.routers`.");
  });
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
