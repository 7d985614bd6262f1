// When what a preview saw still holds at the update: the hosts are the same, and nobody was there since.
import fc from "fast-check";
import type { HostFacts } from "../../components/facts/hostFacts";
import type { Observations } from "../../components/facts/observation";
import { agrees } from "../../components/plan/agrees";
import { observation } from "../facts/arbitraries";
import { freshHost, healthyHost, KEYS, settingsFrom } from "../facts/healthyCluster";
import { briefly } from "../facts/briefly";

const settings = settingsFrom();

function hosts(see: (facts: HostFacts) => HostFacts, host: (key: string) => HostFacts = (key) => healthyHost(settings, key)): Observations {
  return Object.fromEntries(KEYS.map((key) => [key, { kind: "seen", facts: see(host(key)) }]));
}

const whole = (facts: HostFacts): HostFacts => facts;

it("is where hosts that run kube-vip are as they were", () => {
  expect(agrees(hosts(whole), hosts(briefly))).toBe(true);
});

it("is where hosts have nothing of ours and had nothing", () => {
  const fresh = (key: string): HostFacts => freshHost(settings, key);
  expect(agrees(hosts(whole, fresh), hosts(briefly, fresh))).toBe(true);
});

it("outlives the way through a file", () => {
  expect(agrees(JSON.parse(JSON.stringify(hosts(whole))) as Observations, hosts(briefly))).toBe(true);
});

const only = (wanted: string, change: (facts: HostFacts) => HostFacts) => hosts((facts) => (facts.system.hostName === wanted ? change(briefly(facts)) : briefly(facts)));

it.each<[string, Observations]>([
  ["the host was started anew", only("cp2", (facts) => ({ ...facts, system: { ...facts.system, bootId: "another" } }))],
  ["it may not be read as root any more", only("cp2", (facts) => ({ ...facts, system: { ...facts.system, root: false } }))],
  ["its addresses could not be read", only("cp2", (facts) => ({ ...facts, gaps: [{ part: "interfaces", reason: "ip failed" }] }))],
  ["a manifest is another", only("cp3", (facts) => ({ ...facts, manifestFiles: facts.manifestFiles!.map((file) => ({ ...file, sha256: "e".repeat(64) })) }))],
  ["a manifest has other rights", only("cp3", (facts) => ({ ...facts, manifestFiles: facts.manifestFiles!.map((file) => ({ ...file, mode: "644" })) }))],
  ["a second manifest lies there", only("cp3", (facts) => ({ ...facts, manifestFiles: [...facts.manifestFiles!, { ...facts.manifestFiles![0]!, path: "/etc/kubernetes/manifests/copy.yaml" }] }))],
  ["kube-vip was started anew", only("cp1", (facts) => ({ ...facts, kubeVips: facts.kubeVips!.map((one) => ({ ...one, pid: one.pid + 1 })) }))],
  ["kube-vip ended", only("cp1", (facts) => ({ ...facts, kubeVips: [] }))],
  ["the VIP moved there", only("cp2", (facts) => ({ ...facts, vips: facts.vips!.map((vip) => ({ ...vip, interface: "eth0" })) }))],
  ["something else is recorded", only("cp2", (facts) => ({ ...facts, record: { ...facts.record!, repairs: 1 } }))],
  ["a rollout holds it", only("cp2", (facts) => ({ ...facts, record: { ...facts.record!, lock: { who: "ada", run: "r", heldSeconds: 1, alive: true, owner: "o", ending: false } } }))],
  ["it could not be seen", { ...hosts(briefly), cp2: { kind: "unseen", reason: "no route" } }],
])("is not where %s", (_, now) => {
  expect(agrees(hosts(whole), now)).toBe(false);
});

it("is not where a host was not seen before, or is a new one", () => {
  expect(agrees({ ...hosts(whole), cp2: { kind: "unseen", reason: "no route" } }, hosts(briefly))).toBe(false);
  const { cp3: _, ...two } = hosts(whole);
  expect(agrees(two, hosts(briefly))).toBe(false);
});

it("is always with the very same facts, if root read them, and never when the machine was started anew", () => {
  fc.assert(
    fc.property(observation, (seen) => {
      fc.pre(seen.kind === "seen");
      const anew = { kind: "seen" as const, facts: { ...seen.facts, system: { ...seen.facts.system, bootId: "another" } } };
      expect(agrees({ cp1: seen }, { cp1: seen })).toBe(true);
      expect(agrees({ cp1: seen }, { cp1: anew })).toBe(false);
    }),
  );
});
