// What holds of any facts: no check throws, what is unknown accuses nobody, and the order of hosts decides nothing.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { HostFacts } from "../../../components/facts/hostFacts";
import type { Observation } from "../../../components/facts/observation";
import { FINDING_IDS } from "../../../components/plan/findings/catalogue";
import { findings } from "../../../components/plan/findings/findings";
import type { Settings } from "../../../components/settings/settings";
import { hostFacts, observation } from "../../arbitraries/facts";
import { settings as anySettings } from "../../arbitraries/settings";
import { bare, healthy, healthyBgp, healthyDual, NOW, observed, OWNER, serving, settingsWith, VIP6 } from "./samples";

const OPTIONS = { now: NOW, owner: OWNER };

/** Settings whose VIPs and interfaces meet the facts' few values, or any at all. */
const someSettings: fc.Arbitrary<Settings> = fc.oneof(
  fc.constantFrom(settingsWith(), settingsWith({ interface: "eth0" }), settingsWith({ vip: `192.168.1.100,${VIP6}`, "loadBalancer.forwardingMethod": "masquerade" }), settingsWith({ "loadBalancer.forwardingMethod": "tunnel" }), settingsWith({ services: { enabled: true } }), settingsWith({ services: { enabled: true, loadBalancerClassOnly: true } }), settingsWith({}, true)),
  anySettings,
);
const cases = someSettings.chain((settings) => fc.tuple(fc.constant(settings), fc.record(Object.fromEntries(Object.keys(settings.hosts).map((key) => [key, observation])), { requiredKeys: [] })));

it("never throws, and says only what the catalogue knows, in whole sentences", () => {
  fc.assert(fc.property(cases, ([settings, observations]) => {
    for (const { id, hosts, reason, remedy } of findings(settings, observations as Record<string, Observation>, OPTIONS)) {
      expect(FINDING_IDS).toContain(id);
      expect(Object.keys(settings.hosts)).toEqual(expect.arrayContaining([...hosts]));
      expect(`${reason} ${remedy}`).not.toMatch(/undefined|\[object|NaN-/);
    }
  }), { numRuns: 300 });
});

it("gives the same answer to the same facts, and leaves them as they are", () => {
  fc.assert(fc.property(cases, ([settings, observations]) => {
    const before = structuredClone(observations);
    expect(findings(settings, observations as Record<string, Observation>, OPTIONS)).toEqual(findings(settings, structuredClone(observations) as Record<string, Observation>, OPTIONS));
    expect(observations).toEqual(before);
  }), { numRuns: 50 });
});

it("ignores hosts that the settings do not have", () => {
  fc.assert(fc.property(hostFacts, (facts) => {
    expect(findings(settingsWith(), { ...observed(healthy()), other: { kind: "seen", facts } }, OPTIONS)).toEqual([]);
  }), { numRuns: 50 });
});

/** Every part that can be left out of facts, and parts within parts. */
const PARTS = ["interfaces", "routes", "vips", "listeners", "modules", "sysctls", "kubelet", "manifestFiles", "kubeVips", "otherVipManagers", "apiServer", "apiServer.certificate", "apiServer.leaseWrites", "apiServer.started", "kubeconfig", "kubeconfig.certificate",
  "kubeconfig.mayManageLeases", "kubeconfig.mayServeServices", "cluster", "cluster.loadBalancers", "cluster.servicesLease", "cluster.lease", "cluster.controlPlaneNodes", "cluster.kubeProxy", "images", "record"] as const;

function without(facts: HostFacts, parts: readonly string[]): HostFacts {
  const copy = structuredClone(facts) as unknown as Record<string, Record<string, unknown>>;
  for (const part of parts) {
    const [outer = "", inner] = part.split(".");
    if (inner === undefined) delete copy[outer];
    else delete copy[outer]?.[inner];
  }
  // The reader says why a record is not there where it could not look.
  return { ...(copy as unknown as HostFacts), gaps: parts.map((part) => ({ part, reason: "it could not be read" })) };
}

it.each([
  ["an installed control plane", healthy, settingsWith()],
  ["a bare one", bare, settingsWith()],
  ["one that serves Services", serving, settingsWith({ services: { enabled: true } })],
  ["one in BGP mode", healthyBgp, settingsWith({}, true)],
  ["one of both families", healthyDual, settingsWith({ vip: `192.168.1.100,${VIP6}` })],
])("says nothing worse of %s because parts could not be read", (_what, sample, settings) => {
  const left = fc.record({ cp1: fc.subarray([...PARTS]), cp2: fc.subarray([...PARTS]), cp3: fc.subarray([...PARTS]) });
  fc.assert(fc.property(left, (parts) => {
    const facts = sample();
    const observations = Object.fromEntries(Object.entries(parts).map(([key, missing]) => [key, { kind: "seen" as const, facts: without(facts[key as keyof typeof facts] as HostFacts, missing) }]));
    const ids = findings(settings, observations, OPTIONS).map(({ id }) => id);
    // A MAC can only be told from a stranger's by the interfaces of all hosts.
    expect([...new Set(ids)].filter((id) => id !== "facts-missing" && id !== "vip-answered-by-unknown")).toEqual([]);
  }), { numRuns: 100 });
});

it("has a section for every id on its page, and for nothing else", () => {
  const page = readFileSync(join(__dirname, "../../../docs/findings.md"), "utf8");
  expect([...page.matchAll(/^### (.*)$/gm)].map(([, id]) => id)).toEqual(FINDING_IDS);
});
