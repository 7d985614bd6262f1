// At a preview, a host that the plan changes and the engine keeps: the state is not what the hosts are.
import * as pulumi from "@pulumi/pulumi";
import { unknown } from "@pulumi/pulumi/output";
import { NOTHING_KNOWN } from "../../components/knowledge/knowledge";
import { lagging } from "../../components/knowledge/lag";
import { planRollout } from "../../components/plan/rolloutPlan";
import { AGENT, manifestsOf, observed, settingsFrom } from "../facts/healthyCluster";
import { goodArgs } from "../settings/samples";

const changed = settingsFrom({ ...goodArgs(), leaderElection: { leaseDurationSeconds: 20 } });
const plan = planRollout({ settings: changed, manifests: manifestsOf(changed), agentSha256: AGENT, observations: observed(settingsFrom()) });
const kept = pulumi.output("the report of an earlier run");
const changes = pulumi.output(unknown as string);

it("lags behind where the plan changes a host and the engine keeps it", async () => {
  expect(await lagging(Promise.resolve({ ...NOTHING_KNOWN, plan }), { cp1: changes, cp2: kept, cp3: changes })).toEqual(["cp2"]);
});

it("does not lag behind where the plan changes nothing, or nobody looked", async () => {
  const same = planRollout({ settings: settingsFrom(), manifests: manifestsOf(settingsFrom()), agentSha256: AGENT, observations: observed(settingsFrom()) });
  expect(await lagging(Promise.resolve({ ...NOTHING_KNOWN, plan: same }), { cp1: kept, cp2: kept, cp3: kept })).toEqual([]);
  expect(await lagging(Promise.resolve(NOTHING_KNOWN), { cp1: kept })).toEqual([]);
});
