// What was proven while a host that was about to go had the VIP is proven again once one of the others has it.
import type { HostFacts } from "../../components/facts/hostFacts";
import { driftMarks } from "../../components/plan/driftMarks";
import { planText } from "../../components/plan/planText";
import { isQuiet } from "../../components/plan/quiet";
import { planRollout } from "../../components/plan/rolloutPlan";
import { AGENT, manifestsOf, observed, OWNER, settingsFrom } from "../facts/healthyCluster";

const settings = settingsFrom();
const elsewhere = (facts: HostFacts): HostFacts => ({ ...facts, record: { ...facts.record!, holderElsewhere: "cp9" } });
const inputs = (changes: Parameters<typeof observed>[1]) => ({ settings, manifests: manifestsOf(settings), agentSha256: AGENT, observations: observed(settings, changes) });
const ALL = { cp1: elsewhere, cp2: elsewhere, cp3: elsewhere };

it("asks all witnesses again, and says why", () => {
  const plan = planRollout(inputs(ALL));
  expect(planText(plan)).toBe("The plan: all witnesses are asked again, since the virtual IP was on the Node cp9 at the last proof, and is on cp1 now.");
  expect(driftMarks({ name: "prod", plan, observations: inputs(ALL).observations, now: 0 })["prod-host-cp2-witness"]).toBe("asked again 1970-01-01T00:00:00.000Z, since the virtual IP was on the Node cp9 at the last proof, and is on cp1 now");
  expect(isQuiet({ ...inputs(ALL), owner: OWNER })).toBe(false);
});

it.each<[string, Parameters<typeof observed>[1]]>([
  ["a host had it then too", { cp1: elsewhere, cp3: elsewhere }],
  ["nobody of the hosts has it now", { ...ALL, cp1: (facts) => ({ ...elsewhere(facts), vips: settings.vips.map((vip) => ({ vip })) }) }],
])("does not where %s", (_, changes) => {
  expect(planRollout(inputs(changes)).outdated).toBeUndefined();
});
