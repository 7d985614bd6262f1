// What happens to each host and why, from settings, manifests and facts alone.
import fc from "fast-check";
import type { HostFacts } from "../../components/facts/hostFacts";
import type { Observations } from "../../components/facts/observation";
import { planRollout } from "../../components/plan/rolloutPlan";
import { observation } from "../facts/arbitraries";
import { AGENT, freshHost, healthyHost, KEYS, manifestsOf, observed, settingsFrom } from "../facts/healthyCluster";
import { goodArgs } from "../settings/samples";

const settings = settingsFrom();
const manifests = manifestsOf(settings);
const changed = settingsFrom({ ...goodArgs(), leaderElection: { leaseDurationSeconds: 20 } });
const changedManifests = manifestsOf(changed);

const plan = (observations: Observations) => planRollout({ settings, manifests, agentSha256: AGENT, observations });
const planChange = (observations: Observations) => planRollout({ settings: changed, manifests: changedManifests, agentSha256: AGENT, observations });
const fresh: Observations = Object.fromEntries(KEYS.map((key) => [key, { kind: "seen", facts: freshHost(settings, key) }]));

it("of a healthy cluster with the same settings changes nothing", () => {
  const { hosts, order, parallel } = plan(observed(settings));
  expect(Object.values(hosts)).toEqual(KEYS.map((key) => ({ change: "none", why: [], restarts: false, holder: key === "cp1", drift: { agent: [], access: [], host: [] } })));
  expect({ order, parallel }).toEqual({ order: ["cp2", "cp3", "cp1"], parallel: false });
});

describe("of a first installation", () => {
  it("installs everywhere at once, where no kube-vip is anywhere", () => {
    const { hosts, parallel } = plan(fresh);
    expect(parallel).toBe(true);
    for (const key of KEYS) expect(hosts[key]).toMatchObject({ change: "install", why: [], restarts: true, holder: false });
  });

  it.each<[string, (facts: HostFacts) => HostFacts]>([
    ["a kube-vip runs on one of them", (facts) => ({ ...facts, kubeVips: healthyHost(settings, "cp3").kubeVips! })],
    ["kubelet of one reads a manifest of a kube-vip", (facts) => ({ ...facts, manifestFiles: healthyHost(settings, "cp3").manifestFiles! })],
    ["the processes of one could not be read", ({ kubeVips: _, ...facts }) => facts],
    ["the manifests of one could not be read", ({ manifestFiles: _, ...facts }) => facts],
    ["the record of one could not be read", (facts) => ({ ...facts, gaps: [{ part: "record", reason: "The disk does not answer." }] })],
    ["one has our kube-vip already", () => healthyHost(settings, "cp3")],
  ])("goes one by one where %s", (_, change) => {
    expect(plan({ ...fresh, cp3: { kind: "seen", facts: change(freshHost(settings, "cp3")) } }).parallel).toBe(false);
  });

  it.each<[string, Observations]>([
    ["could not be seen", { ...fresh, cp3: { kind: "unseen", reason: "No route to host." } }],
    ["is not known yet", { ...fresh, cp3: { kind: "unknown" } }],
    ["was not looked at", { cp1: fresh["cp1"]!, cp2: fresh["cp2"]! }],
  ])("goes one by one where one %s", (_, observations) => {
    expect(plan(observations)).toMatchObject({ parallel: false, hosts: { cp3: { change: "unknown", why: [] } } });
  });
});

describe("of changed settings", () => {
  it("changes every host, with the variables, the holder last", () => {
    const { hosts, order, parallel } = planChange(observed(settings));
    for (const key of KEYS) expect(hosts[key]).toMatchObject({ change: "update", why: ["vip_leaseduration 15 → 20"], restarts: true });
    expect({ order, parallel }).toEqual({ order: ["cp2", "cp3", "cp1"], parallel: false });
  });

  it("names the image that changes", () => {
    const other = settingsFrom({ ...goodArgs(), image: { version: "v0.8.9" } });
    const { hosts } = planRollout({ settings: other, manifests: manifestsOf(other), agentSha256: AGENT, observations: observed(settings) });
    expect(hosts["cp1"]!.why[0]).toBe(`image ${settings.image.reference} → ${other.image.reference}`);
  });

  it("says nothing of variables where no process was seen", () => {
    const { hosts } = planChange(observed(settings, { cp1: ({ kubeVips: _, ...facts }) => facts }));
    expect(hosts["cp1"]).toMatchObject({ change: "update", why: [] });
  });

  it("names drift too", () => {
    const { hosts } = planChange(observed(settings, { cp2: (facts) => ({ ...facts, manifestFiles: [{ ...facts.manifestFiles![0]!, mode: "644" }] }) }));
    expect(hosts["cp2"]!.why).toEqual(["/etc/kubernetes/manifests/kube-vip.yaml has mode 644, not 600", "vip_leaseduration 15 → 20"]);
  });

  it("sees a manifest that moves, which is another Pod to kubelet", () => {
    const moved = { ...settings, paths: { ...settings.paths, manifest: "/etc/kubernetes/manifests/vip.yaml" } };
    const { hosts } = planRollout({ settings: moved, manifests, agentSha256: AGENT, observations: observed(settings) });
    expect(hosts["cp1"]).toMatchObject({ change: "update", why: ["the manifest moves from /etc/kubernetes/manifests/kube-vip.yaml to /etc/kubernetes/manifests/vip.yaml"], restarts: true });
  });
});

describe("of drift", () => {
  it("repairs that host, without a restart where kubelet notices nothing", () => {
    const { hosts } = plan(observed(settings, { cp2: (facts) => ({ ...facts, manifestFiles: [{ ...facts.manifestFiles![0]!, mode: "644" }] }) }));
    expect(hosts["cp2"]).toMatchObject({ change: "repair", restarts: false });
    expect([hosts["cp1"]!.change, hosts["cp3"]!.change]).toEqual(["none", "none"]);
  });

  it("restarts where the manifest is written again", () => {
    expect(plan(observed(settings, { cp2: (facts) => ({ ...facts, manifestFiles: [] }) })).hosts["cp2"]).toMatchObject({ change: "repair", restarts: true, why: ["/etc/kubernetes/manifests/kube-vip.yaml is gone"] });
  });

  it("of the agent alone restarts nothing", () => {
    expect(plan(observed(settings, { cp2: (facts) => ({ ...facts, record: { ...facts.record!, agentSha256: "" } }) })).hosts["cp2"]).toMatchObject({ change: "repair", restarts: false, why: ["the agent is gone"] });
  });

  it("makes a machine that lost everything a new installation, one by one", () => {
    const { hosts, parallel } = plan(observed(settings, { cp2: () => freshHost(settings, "cp2") }));
    expect(hosts["cp2"]).toMatchObject({ change: "install", restarts: true });
    expect(hosts["cp2"]!.drift.host[0]!.what).toContain("nothing of ours is on this machine");
    expect(parallel).toBe(false);
  });
});

describe("of the holder", () => {
  it("does not take a host for a follower whose addresses could not be read", () => {
    const { hosts, order } = plan(observed(settings, { cp2: ({ vips: _, ...facts }) => facts }));
    expect(hosts["cp2"]).not.toHaveProperty("holder");
    expect(order).toEqual(["cp3", "cp2", "cp1"]);
  });

  it("takes a host that could not be seen before the holder, and after the others", () => {
    expect(plan({ ...observed(settings), cp2: { kind: "unseen", reason: "No route to host." } }).order).toEqual(["cp3", "cp2", "cp1"]);
  });
});

describe("of any observations at all", () => {
  const observations = fc.record({ cp1: observation, cp2: observation, cp3: observation }, { requiredKeys: [] });

  it("never throws, has every host exactly once, and holders after all that hold nothing", () => {
    fc.assert(
      fc.property(observations, (seen) => {
        const { hosts, order } = plan(seen);
        expect([...order].sort()).toEqual([...KEYS]);
        const ranks = order.map((key) => [false, undefined, true].indexOf(hosts[key]!.holder));
        expect(ranks).toEqual([...ranks].sort());
      }),
      { numRuns: 150 },
    );
  });

  it("claims nothing of a host that was not seen", () => {
    fc.assert(
      fc.property(observations, (seen) => {
        const { hosts, parallel } = plan(seen);
        const unseen = KEYS.filter((key) => seen[key]?.kind !== "seen");
        for (const key of unseen) expect(hosts[key]).toEqual({ change: "unknown", why: [], drift: { agent: [], access: [], host: [] } });
        if (unseen.length > 0) expect(parallel).toBe(false);
      }),
      { numRuns: 150 },
    );
  });
});
