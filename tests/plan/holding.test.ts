// Who holds the VIP where every host must have it: with direct routing and tunnels only an interface that is heard counts.
import type { HostFacts, InterfaceFacts } from "../../components/facts/hostFacts";
import { driftOf } from "../../components/plan/drift";
import { holdsVip } from "../../components/plan/holding";
import { isQuiet } from "../../components/plan/quiet";
import { planRollout } from "../../components/plan/rolloutPlan";
import { manifestHash } from "../../components/manifest/yaml";
import { AGENT, healthyHost, KEYS, manifestsOf, OWNER, settingsFrom, VIP } from "../facts/healthyCluster";
import { briefly } from "../facts/briefly";
import { goodArgs } from "../settings/samples";

const direct = settingsFrom({ ...goodArgs(), loadBalancer: { forwardingMethod: "directroute" } });
const manifests = manifestsOf(direct);

/** cp1 has the VIP where kube-vip puts it; the others on an interface of this name and kind. */
function cluster(name: string, kind: Partial<InterfaceFacts>): Record<string, HostFacts> {
  return Object.fromEntries(KEYS.map((key) => {
    const facts = healthyHost(direct, key);
    const link: InterfaceFacts = { name, mac: "", up: true, carrier: true, loopback: false, kind: "", mtu: 1500, arp: true, addresses: [], ...kind };
    const vips = key === "cp1" ? facts.vips! : [{ ...facts.vips![0]!, interface: name, prefixLength: 32 }];
    return [key, { ...facts, interfaces: [link], vips }];
  }));
}

describe.each<[string, string, Partial<InterfaceFacts>, boolean]>([
  ["loopback", "lo", { loopback: true }, false],
  ["a dummy", "vip0", { kind: "dummy" }, false],
  ["the end of a tunnel", "tunl0", { kind: "ipip" }, false],
  ["an interface that is heard", "eth7", {}, true],
])("the VIP on %s", (_, name, kind, counts) => {
  const hosts = cluster(name, kind);
  const observations = Object.fromEntries(Object.entries(hosts).map(([key, facts]) => [key, { kind: "seen" as const, facts }]));

  it("is judged alike wherever somebody asks who holds it", () => {
    expect(Object.values(hosts).map((facts) => holdsVip(direct, facts, VIP))).toEqual([true, counts, counts]);
    expect(driftOf(direct, hosts.cp2!, { manifestSha256: manifestHash(manifests.cp2!), agentSha256: AGENT, now: 0 }, Object.values(hosts)).host.length > 0).toBe(counts);
    expect(Object.values(planRollout({ settings: direct, manifests, agentSha256: AGENT, observations }).hosts).map(({ holder }) => holder)).toEqual([true, counts, counts]);
    const brief = Object.fromEntries(Object.entries(hosts).map(([key, facts]) => [key, { kind: "seen" as const, facts: briefly(facts) }]));
    expect(isQuiet({ settings: direct, manifests, agentSha256: AGENT, owner: OWNER, observations: brief })).toBe(!counts);
  });

  it("counts with every other method", () => {
    for (const forwardingMethod of ["local", "masquerade"] as const) {
      const settings = settingsFrom({ ...goodArgs(), loadBalancer: { forwardingMethod } });
      expect(Object.values(hosts).map((facts) => holdsVip(settings, facts, VIP))).toEqual([true, true, true]);
    }
  });
});

it("is not known where nobody looked", () => {
  expect(holdsVip(direct, {}, VIP)).toBeUndefined();
  expect(holdsVip(direct, { vips: [{ vip: VIP }] }, VIP)).toBe(false);
});
