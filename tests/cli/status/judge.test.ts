// The verdict: what is healthy, degraded, down, and what nobody can tell.
import type { ClusterStatus } from "../../../cli/status/clusterStatus";
import { statusOf } from "../../../cli/status/statusOf";
import type { Observations } from "../../../components/facts/observation";
import type { Settings } from "../../../components/settings/settings";
import { settingsFrom } from "../../facts/healthyCluster";
import { bgpArgs, goodArgs } from "../../settings/samples";
import { AGENT_SHA256, answers, type Change, deaf, NOW, seen, settings, unseen } from "../controlPlane";

const status = (observations: Observations, with_: Settings = settings): ClusterStatus => statusOf({ settings: with_, observations, agentSha256: AGENT_SHA256, now: NOW });
const said = (observations: Observations, with_: Settings = settings) => {
  const { verdict, reasons } = status(observations, with_);
  return [verdict, ...reasons];
};
/** What is recorded on a host without anything of ours. */
const NOTHING = { owner: "", manifestPath: "", manifestSha256: "", filledSha256: "", applied: "", agentSha256: "", containerId: "", repairs: 0, failedSha256: "", failedReason: "" };
const AWAY = unseen("no route");

it("is healthy when every host that does not hold the VIP gets an answer, 401 and 403 included", () => {
  expect(said(seen(settings))).toEqual(["healthy", "The VIP answers cp2 and cp3."]);
  const closed: Change = (facts) => ({ ...facts, vips: facts.vips!.map((vip) => ({ ...vip, healthz: answers(403) })) });
  expect(said(seen(settings, { cp1: closed, cp2: closed, cp3: closed }))[0]).toBe("healthy");
});

it("of a single host says that nothing is shown of the network", () => {
  const single = settingsFrom({ ...goodArgs(), hosts: { cp1: { address: "192.168.1.11" } } });
  expect(said(seen(single), single)).toEqual(["healthy", "The VIP answers its holder; no other host could ask, so this shows nothing of the network."]);
});

it.each<[string, Observations, string]>([
  ["one host gets no answer", seen(settings, { cp3: deaf }), "192.168.1.100 does not answer cp3: Connection timed out after 2001 milliseconds."],
  ["one host was not seen", { ...seen(settings), cp3: AWAY }, "cp3 was not seen: no route"],
  ["the holder alone was not seen", { ...seen(settings), cp1: AWAY }, "cp1 was not seen: no route"],
  ["one host runs no kube-vip", seen(settings, { cp2: (facts) => ({ ...facts, kubeVips: [] }) }), "cp2: kube-vip does not run."],
  ["one host's API server is away", seen(settings, { cp2: (facts) => ({ ...facts, apiServer: { ...facts.apiServer!, healthz: answers(500) } }) }), "The API server of cp2 does not answer: it answers 500."],
  ["two hosts have the VIP", seen(settings, { cp2: (facts) => ({ ...facts, vips: facts.vips!.map((vip) => ({ ...vip, interface: "eth0" })) }) }), "cp1 and cp2 have 192.168.1.100 at once."],
  ["no host has it", seen(settings, { cp1: (facts) => ({ ...facts, vips: facts.vips!.map(({ interface: _, ...vip }) => vip) }) }), "192.168.1.100 answers, but none of the hosts has it on an interface."],
  ["the lease names another", seen(settings, Object.fromEntries(["cp1", "cp2", "cp3"].map((key) => [key, (facts) => ({ ...facts, cluster: { lease: { ...facts.cluster!.lease!, holder: "cp2" } } })]))), "cp1 has 192.168.1.100, but the lease names cp2."],
  ["nothing of ours is on one host", seen(settings, { cp3: (facts) => ({ ...facts, record: NOTHING }) }), "cp3 has no kube-vip of this component."],
])("is degraded when %s", (_, observations, reason) => {
  const { verdict, reasons } = status(observations);
  expect(verdict).toBe("degraded");
  expect(reasons).toContain(reason);
});

it("is degraded by a finding that is an error, and not by one that the user made a warning", () => {
  const all: Change = (facts) => ({ ...facts, otherVipManagers: [{ name: "keepalived", pid: 1 }] });
  const found = (severity: "error" | "warning") => {
    const id = status(seen(settings, { cp3: all })).findings.find(({ reason }) => reason.includes("keepalived"))!.id;
    return said(seen(settings, { cp3: all }), { ...settings, findings: { [id]: severity } });
  };
  expect(found("error")).toEqual(["degraded", "A finding is an error: other-vip-manager."]);
  expect(found("warning")[0]).toBe("healthy");
});

it("is not degraded by an agent of another version, or settings that `pulumi up` has not yet brought there", () => {
  const older: Change = (facts) => ({ ...facts, record: { ...facts.record!, agentSha256: "0".repeat(64) } });
  expect(said(seen(settings, { cp1: older, cp2: older, cp3: older }))[0]).toBe("healthy");
  expect(said(seen(settings), settingsFrom({ ...goodArgs(), leaderElection: { leaseDurationSeconds: 20 } }))[0]).toBe("healthy");
});

it("is down when no host but the holder itself gets an answer", () => {
  const observations = seen(settings, { cp2: deaf, cp3: deaf });
  expect(said(observations)[0]).toBe("down");
});

it("is down when one of two VIPs does not answer", () => {
  const dual = settingsFrom({ ...goodArgs(), vip: "192.168.1.100,fd00::100" });
  const half: Change = (facts) => ({ ...facts, vips: facts.vips!.map((vip) => (vip.vip === "fd00::100" ? { ...vip, healthz: answers(0, "no route") } : vip)) });
  expect(said(seen(dual, { cp1: half, cp2: half, cp3: half }), dual).slice(0, 2)).toEqual(["down", "fd00::100 does not answer (cp2: no route; cp3: no route)."]);
});

it("is unseen when no host was reached, and when none of them could ask", () => {
  expect(said({ cp1: AWAY, cp2: AWAY, cp3: AWAY })).toEqual(["unseen", "No host could be reached, so nothing is known.", "cp1 was not seen: no route", "cp2 was not seen: no route", "cp3 was not seen: no route"]);
  const mute: Change = ({ vips, ...facts }) => ({ ...facts, vips: vips!.map(({ healthz: _, ...vip }) => vip) });
  expect(said(seen(settings, { cp1: mute, cp2: mute, cp3: mute }))[0]).toBe("unseen");
});

it("lets every host have the VIP where all announce it", () => {
  const bgp = settingsFrom(bgpArgs());
  const holds: Change = (facts) => ({ ...facts, vips: facts.vips!.map((vip) => ({ ...vip, interface: "lo" })), cluster: {} });
  const { verdict, lease, holders } = status(seen(bgp, { cp1: holds, cp2: holds, cp3: holds }), bgp);
  expect([verdict, lease, holders.length]).toEqual(["healthy", undefined, 3]);
});
