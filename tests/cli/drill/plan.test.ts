// When a drill may be done, on whom, and what a person is told before.
import { announcement, defaultLimit, planDrill, powerOffCommand } from "../../../cli/drill/plan";
import { drillVerdict } from "../../../cli/drill/result";
import { statusOf } from "../../../cli/status/statusOf";
import type { Observations } from "../../../components/facts/observation";
import type { Settings } from "../../../components/settings/settings";
import { settingsFrom } from "../../facts/healthyCluster";
import { bgpArgs, goodArgs } from "../../settings/samples";
import { AGENT_SHA256, deaf, NOW, seen, settings, unseen } from "../controlPlane";

const plan = (observations: Observations, with_: Settings = settings) => planDrill(with_, statusOf({ settings: with_, observations, agentSha256: AGENT_SHA256, now: NOW }));

it("disturbs the holder of a healthy control plane", () => {
  expect(plan(seen(settings))).toEqual({ kind: "go", holder: "cp1", others: ["cp2", "cp3"] });
});

const bgp = settingsFrom(bgpArgs());
const single = settingsFrom({ ...goodArgs(), hosts: { cp1: { address: "192.168.1.11" } } });

it.each<[string, Observations, Settings, string]>([
  ["it is degraded", seen(settings, { cp2: deaf }), settings, "The control plane is degraded, and a drill would make that worse: 192.168.1.100 does not answer cp2"],
  ["it is down", seen(settings, { cp1: deaf, cp2: deaf, cp3: deaf }), settings, "The control plane is down, "],
  ["it cannot be seen", { cp1: unseen("x"), cp2: unseen("x"), cp3: unseen("x") }, settings, "The control plane is not to be seen, "],
  ["there is no election", seen(bgp), bgp, "Without leader election "],
  ["there is one host", seen(single), single, "There is one host, "],
])("is refused when %s", (_, observations, with_, sentence) => {
  expect(plan(observations, with_)).toEqual({ kind: "refused", reason: expect.stringContaining(sentence) as string });
});

it("has a limit that follows from the lease", () => {
  expect(defaultLimit(settings)).toBe(24.4);
  expect(defaultLimit(settingsFrom({ ...goodArgs(), leaderElection: { leaseDurationSeconds: 6, renewDeadlineSeconds: 4, retryPeriodSeconds: 1 } }))).toBe(13.2);
});

it("says what it is about to do", () => {
  expect(announcement("step-down", "cp1", ["cp2", "cp3"], 24.4, undefined)).toBe(
    "Stops kube-vip on cp1 once, in order; kubelet starts it again, and nothing on disk changes.\ncp1 holds the VIP, so clients lose it for a moment until cp2 or cp3 takes it over. Limit: 24.4 s.");
  expect(announcement("power-off", "cp1", ["cp2"], 24.4, "ipmi cp1 off")).toMatch(/^Powers cp1 off with: ipmi cp1 off\n/);
});

it("puts name and address of the holder into the user's command", () => {
  expect(powerOffCommand("ipmi -H bmc-{key} {host} off # {host}", settings, "cp2")).toBe("ipmi -H bmc-cp2 192.168.1.12 off # 192.168.1.12");
});

it.each([
  ["within-limit", { back: true, reasons: [] }, 2000],
  ["over-limit", { back: true, reasons: [] }, 25_000],
  ["over-limit", { back: true, reasons: [] }, undefined],
  ["not-well-again", { back: true, reasons: ["cp1 runs no kube-vip."] }, 2000],
  ["lost", { back: false, reasons: ["x"] }, 2000],
] as const)("ends %s", (verdict, outcome, gapMs) => {
  expect(drillVerdict(outcome, gapMs, 24_400)).toBe(verdict);
});
