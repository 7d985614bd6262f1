// What of the knowledge becomes a diagnostic.
import * as pulumi from "@pulumi/pulumi";
import { NOTHING_KNOWN } from "../../components/knowledge/knowledge";
import { show } from "../../components/knowledge/show";
import type { Finding } from "../../components/plan/findings/finding";
import { planRollout } from "../../components/plan/rolloutPlan";
import { AGENT, manifestsOf, observed, settingsFrom } from "../facts/healthyCluster";
import { goodArgs } from "../settings/samples";

const resource = {} as pulumi.Resource;
const said: [string, string | undefined, boolean][] = [];

beforeEach(() => {
  said.length = 0;
  for (const level of ["info", "warn", "error"] as const) {
    jest.spyOn(pulumi.log, level).mockImplementation(async (...args) => void said.push([level, args[0], args[1] === resource]));
  }
});

const finding = (id: string, severity: Finding["severity"]): Finding => ({ id, severity, hosts: ["cp1"], reason: "R.", remedy: "M." });
const planOf = (settings = settingsFrom()) => planRollout({ settings, manifests: manifestsOf(settings), agentSha256: AGENT, observations: observed(settingsFrom()) });

it("is nothing when nothing is known", async () => {
  await show(NOTHING_KNOWN, resource);
  expect(said).toEqual([]);
});

it("is nothing when all is well and nothing changes", async () => {
  await show({ ...NOTHING_KNOWN, plan: planOf() }, resource);
  expect(said).toEqual([]);
});

it("are the warnings, in their order; errors stop the run by themselves, and infos are for `status`", async () => {
  await show({ ...NOTHING_KNOWN, findings: [finding("a", "warning"), finding("b", "error"), finding("c", "info"), finding("d", "warning")] }, resource);
  expect(said).toEqual([["warn", "R. M. (a)", true], ["warn", "R. M. (d)", true]]);
});

it("is the plan, after the warnings", async () => {
  await show({ ...NOTHING_KNOWN, findings: [finding("a", "warning")], plan: planOf(settingsFrom({ ...goodArgs(), leaderElection: { leaseDurationSeconds: 20 } })) }, resource);
  expect(said.map(([level]) => level)).toEqual(["warn", "info"]);
  expect(said[1]![1]).toMatch(/^The plan: 3 of 3 hosts, one after the other, the holder of the virtual IP last\.\n {2}1\. cp2: /);
});
