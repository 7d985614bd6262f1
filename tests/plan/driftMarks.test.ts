// The marks by which drift becomes an update of exactly the resources that have to run again.
import fc from "fast-check";
import type { HostFacts } from "../../components/facts/hostFacts";
import type { Observations } from "../../components/facts/observation";
import { driftMarks } from "../../components/plan/driftMarks";
import { planRollout } from "../../components/plan/rolloutPlan";
import { observation } from "../facts/arbitraries";
import { goodArgs } from "../settings/samples";
import { AGENT, freshHost, observed, manifestsOf, settingsFrom } from "../facts/healthyCluster";

const settings = settingsFrom();
const manifests = manifestsOf(settings);
const NOW = Date.parse("2026-11-23T09:00:00Z");
const TIME = "2026-11-23T09:00:00.000Z";

function marks(observations: Observations, now = NOW): Readonly<Record<string, string>> {
  return driftMarks({ name: "prod", plan: planRollout({ settings, manifests, agentSha256: AGENT, observations }), observations, now });
}

const chmodded = (facts: HostFacts): HostFacts => ({ ...facts, manifestFiles: [{ ...facts.manifestFiles![0]!, mode: "644" }] });
const repaired = (times: number) => (facts: HostFacts): HostFacts => ({ ...facts, record: { ...facts.record!, repairs: times } });
const withoutAgent = (facts: HostFacts): HostFacts => ({ ...facts, record: { ...facts.record!, agentSha256: "" } });

it("are none where nothing drifted", () => {
  expect(marks(observed(settings))).toEqual({});
});

it("are on the host that drifted, and on all witnesses, who are asked again", () => {
  expect(marks(observed(settings, { cp2: chmodded }))).toEqual({
    "prod-host-cp2": "drift 1: /etc/kubernetes/manifests/kube-vip.yaml has mode 644, not 600",
    "prod-host-cp1-witness": "asked again after drift 1 (cp2)",
    "prod-host-cp2-witness": "asked again after drift 1 (cp2)",
    "prod-host-cp3-witness": "asked again after drift 1 (cp2)",
  });
});

it("are the same at preview and at up", () => {
  expect(marks(observed(settings, { cp2: chmodded }), NOW + 60_000)).toEqual(marks(observed(settings, { cp2: chmodded })));
});

it("are other texts when the same drift comes again after its repair", () => {
  const once = marks(observed(settings, { cp2: chmodded }));
  const again = marks(observed(settings, { cp2: (facts) => chmodded(repaired(1)(facts)) }));
  expect(Object.keys(again)).toEqual(Object.keys(once));
  for (const name of Object.keys(once)) expect(again[name]).not.toBe(once[name]);
});

const unproven = (facts: HostFacts): HostFacts => ({ ...facts, record: { ...facts.record!, unproven: "more than one MAC answers for 192.168.1.100." } });

it("are on all witnesses where one host knows of a failed proof, with the time, since nothing counts proofs", () => {
  const mark = `asked again ${TIME}, since the last proof failed: cp2: more than one MAC answers for 192.168.1.100.`;
  expect(marks(observed(settings, { cp2: unproven }))).toEqual({ "prod-host-cp1-witness": mark, "prod-host-cp2-witness": mark, "prod-host-cp3-witness": mark });
});

it("of a host that drifted after a failed proof count the drift alone, which asks all witnesses too", () => {
  expect(marks(observed(settings, { cp2: (facts) => chmodded(unproven(facts)) }))).toEqual(marks(observed(settings, { cp2: chmodded })));
});

it("of kube-vip's own login alone are on its resource, and ask no witness, since kube-vip does not start anew", () => {
  const scoped = settingsFrom({ ...goodArgs(), access: "scoped" });
  const observations = observed(scoped, { cp2: (facts) => ({ ...facts, record: { ...facts.record!, access: { mode: "", owner: "" } } }) });
  const plan = planRollout({ settings: scoped, manifests: manifestsOf(scoped), agentSha256: AGENT, observations, now: NOW });
  expect(plan.hosts["cp2"]).toMatchObject({ change: "repair", restarts: false, why: ["kube-vip's own login is gone"] });
  expect(driftMarks({ name: "prod", plan, observations, now: NOW })).toEqual({ "prod-host-cp2-access": `drift ${TIME}: kube-vip's own login is gone` });
});

it("of the agent alone ask no witness, and hold the time, since nothing counts them", () => {
  expect(marks(observed(settings, { cp2: withoutAgent }))).toEqual({ "prod-host-cp2-agent": `drift ${TIME}: the agent is gone` });
});

it("of a machine that lost everything are on all its resources, with the time", () => {
  const sentence = `drift ${TIME}: nothing of ours is on this machine (machine id cp2012345678)`;
  expect(marks(observed(settings, { cp2: () => freshHost(settings, "cp2") }))).toEqual({
    "prod-host-cp2": sentence,
    "prod-host-cp2-agent": sentence,
    "prod-host-cp2-secrets": sentence,
    "prod-host-cp2-access": sentence,
    "prod-host-cp1-witness": `asked again after drift ${TIME} (cp2)`,
    "prod-host-cp2-witness": `asked again after drift ${TIME} (cp2)`,
    "prod-host-cp3-witness": `asked again after drift ${TIME} (cp2)`,
  });
});

it("are one printable line each, and never empty, whatever was seen", () => {
  fc.assert(
    fc.property(fc.record({ cp1: observation, cp2: observation, cp3: observation }), (observations) => {
      for (const [name, mark] of Object.entries(marks(observations))) {
        expect(name).toMatch(/^prod-host-cp\d(-agent|-secrets|-access|-witness)?$/);
        expect(mark).toMatch(/^[ -~→]{10,400}$/);
      }
    }),
    { numRuns: 150 },
  );
});

it("are on no resource of a host that was not seen, but its witness", () => {
  fc.assert(
    fc.property(fc.record({ cp1: observation, cp2: observation }), (seen) => {
      const names = Object.keys(marks({ ...seen, cp3: { kind: "unseen", reason: "No route to host." } }));
      expect(names.filter((name) => name.startsWith("prod-host-cp3") && !name.endsWith("-witness"))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
