// Taking the VIP over from keepalived, as a plan: who is first, what ends where, and what is said of it.
import type { HostFacts } from "../../components/facts/hostFacts";
import type { Observations } from "../../components/facts/observation";
import { planText } from "../../components/plan/planText";
import { planRollout, type RolloutPlan } from "../../components/plan/rolloutPlan";
import { AGENT, freshHost, healthyHost, KEYS, manifestsOf, settingsFrom, VIP } from "../facts/healthyCluster";
import { goodArgs } from "../settings/samples";

const settings = settingsFrom({ ...goodArgs(), observe: "require", rollout: { takeOver: "keepalived" } });
const plain = settingsFrom();
const keepalived = [{ name: "keepalived", pid: 41 }, { name: "keepalived", pid: 42 }];

type Changes = Readonly<Record<string, Partial<HostFacts>>>;

function seen(of: (key: string) => HostFacts, changes: Changes): Observations {
  return Object.fromEntries(KEYS.map((key) => [key, { kind: "seen", facts: { ...of(key), ...changes[key] } }]));
}

function plan(observations: Observations, given = settings): RolloutPlan {
  return planRollout({ settings: given, manifests: manifestsOf(given), agentSha256: AGENT, observations });
}

const has = { otherVipManagers: keepalived, vips: [{ vip: VIP, interface: "eth0", prefixLength: 24 }] };
const fresh = (changes: Changes): Observations => seen((key) => freshHost(settings, key), changes);
const everywhere = fresh({ cp1: { otherVipManagers: keepalived }, cp2: has, cp3: { otherVipManagers: keepalived } });

it("takes the host that has the VIP first, and one after the other, though no kube-vip runs anywhere", () => {
  const { order, parallel, takeOver } = plan(everywhere);
  expect({ order, parallel, takeOver }).toEqual({ order: ["cp2", "cp1", "cp3"], parallel: false, takeOver: { from: "keepalived", runsOn: ["cp1", "cp2", "cp3"], holder: "cp2", stays: true } });
});

it("is said before anything happens", () => {
  expect(planText(plan(everywhere))).toBe([
    "The plan: 3 of 3 hosts, one after the other, the host that has the virtual IP by keepalived first.",
    "  Before any manifest changes, the image ghcr.io/kube-vip/kube-vip:v1.2.3 is pulled where it is missing.",
    "  Before kube-vip starts anywhere, keepalived is ended and disabled on cp1 and cp3, so that nobody takes the virtual IP meanwhile.",
    "  1. cp2: kube-vip is installed; keepalived is ended and disabled there, while the virtual IP stays on that host; it holds the virtual IP.",
    "  2. cp1: kube-vip is installed.",
    "  3. cp3: kube-vip is installed.",
    "  You will notice nothing: the virtual IP stays on cp2, and goes from keepalived to kube-vip. If that fails, keepalived gets it back on all hosts.",
  ].join("\n"));
});

it("goes on where it was interrupted: a holder that runs kube-vip already is the last", () => {
  const { order, takeOver } = plan(seen((key) => (key === "cp1" ? healthyHost(settings, key) : freshHost(settings, key)), { cp1: { otherVipManagers: keepalived }, cp3: { otherVipManagers: keepalived } }));
  expect({ order, takeOver }).toEqual({ order: ["cp2", "cp3", "cp1"], takeOver: { from: "keepalived", runsOn: ["cp1", "cp3"], holder: "cp1", stays: false } });
});

it.each<[string, Observations, typeof settings]>([
  ["keepalived runs nowhere", fresh({ cp2: { otherVipManagers: [{ name: "haproxy", pid: 7 }] } }), settings],
  ["it was not asked for", everywhere, plain],
])("does nothing where %s: all hosts go at once", (_, observations, given) => {
  const { parallel, takeOver, order } = plan(observations, given);
  expect([parallel, takeOver, order[0]]).toEqual([true, undefined, "cp1"]);
});

it("of hosts of which none has the VIP names no first one", () => {
  const { order, parallel, takeOver } = plan(fresh({ cp3: { otherVipManagers: keepalived } }));
  expect({ order, parallel, takeOver }).toEqual({ order: ["cp1", "cp2", "cp3"], parallel: false, takeOver: { from: "keepalived", runsOn: ["cp3"], stays: false } });
});
