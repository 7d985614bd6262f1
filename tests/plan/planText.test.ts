// The plan as a person reads it in a preview.
import fc from "fast-check";
import { planText } from "../../components/plan/planText";
import { type HostPlan, planRollout, type RolloutPlan } from "../../components/plan/rolloutPlan";
import { observation } from "../facts/arbitraries";
import { AGENT, manifestsOf, settingsFrom } from "../facts/healthyCluster";
import { goodArgs } from "../settings/samples";

const NO_DRIFT = { agent: [], access: [], host: [] };
const none: HostPlan = { change: "none", why: [], restarts: false, holder: false, drift: NO_DRIFT };
const update: HostPlan = { ...none, change: "update", why: ["vip_leaseduration 15 → 20"], restarts: true };
const install: HostPlan = { ...none, change: "install", restarts: true };
const unseen: HostPlan = { change: "unknown", why: [], drift: NO_DRIFT };

function text(hosts: Readonly<Record<string, HostPlan>>, parallel = false, unproven: RolloutPlan["unproven"] = {}): string | undefined {
  return planText({ hosts, order: Object.keys(hosts), parallel, awaiting: [], identities: {}, machines: {}, unproven });
}

it("says nothing when nothing changes and all is known", () => {
  expect(text({ cp1: none, cp2: { ...none, holder: true } })).toBeUndefined();
});

it("tells that witnesses are asked again, and why, where nothing else is to do", () => {
  expect(text({ cp1: none, cp2: none }, false, { cp1: "more than one MAC answers." })).toBe("The plan: all witnesses are asked again, since the last proof failed. cp1: more than one MAC answers.");
  expect(text({ cp1: update, cp2: none }, false, { cp1: "more than one MAC answers." })).not.toContain("witnesses");
});

it("of a changed setting tells order, reasons, restarts and what will be noticed", () => {
  expect(text({ cp2: update, cp3: none, cp1: { ...update, holder: true } })).toBe(
    [
      "The plan: 2 of 3 hosts, one after the other, the holder of the virtual IP last.",
      "  1. cp2: the manifest changes (vip_leaseduration 15 → 20); kube-vip restarts there.",
      "  2. cp1: the manifest changes (vip_leaseduration 15 → 20); kube-vip restarts there; it holds the virtual IP.",
      "  You will notice: the virtual IP moves once, to a host that runs the new settings already, and is away for a moment.",
    ].join("\n"),
  );
});

it("of a first installation numbers nothing, since all go at once", () => {
  expect(text({ cp1: install, cp2: install }, true)).toBe(
    ["The plan: 2 of 2 hosts, all at once, since no kube-vip runs anywhere.", "  - cp1: kube-vip is installed.", "  - cp2: kube-vip is installed.", "  The virtual IP is not there before, and is proven after."].join("\n"),
  );
});

it("in an emergency says that nothing is waited for and nothing proven, in one line", () => {
  const plan = planRollout({ settings: settingsFrom({ ...goodArgs(), rollout: { emergency: "etcd lost\nits quorum" } }), manifests: {}, agentSha256: AGENT, observations: {} });
  expect([plan.parallel, planText({ ...plan, hosts: { cp1: update, cp2: { ...update, holder: true } }, order: ["cp1", "cp2"] })]).toEqual([true, [
    "The plan: 2 of 2 hosts, all at once, and nothing is waited for.",
    "  - cp1: the manifest changes (vip_leaseduration 15 → 20); kube-vip restarts there.",
    "  - cp2: the manifest changes (vip_leaseduration 15 → 20); kube-vip restarts there; it holds the virtual IP.",
    "  Nothing is proven, and nothing goes back: this is an emergency (etcd lost its quorum).",
  ].join("\n")]);
});

it("of a repair without a restart promises that nothing is noticed", () => {
  const repair: HostPlan = { ...none, change: "repair", why: ["it has a file"], holder: true };
  expect(text({ cp2: none, cp1: repair })).toBe(
    ["The plan: 1 of 2 hosts.", "  1. cp1: what drifted is repaired (it has a file); kube-vip is not restarted; it holds the virtual IP.", "  You will notice nothing: the virtual IP stays where it is."].join("\n"),
  );
});

it("promises that nothing is noticed when only followers restart", () => {
  expect(text({ cp2: update, cp1: { ...none, holder: true } })).toMatch(/^ {2}You will notice nothing/m);
});

it.each<[string, Record<string, HostPlan>]>([
  ["a host could not be looked at", { cp2: unseen, cp1: { ...update, holder: true } }],
  ["the addresses of a changing host could not be read", { cp2: { change: "update", why: [], restarts: true, drift: NO_DRIFT }, cp1: { ...none, holder: true } }],
])("promises nothing when %s", (_, hosts) => {
  expect(text(hosts)).toMatch(/^ {2}What you will notice is not known: not all hosts could be looked at\.$/m);
});

it("does not promise another host where there is none", () => {
  expect(text({ cp1: { ...update, holder: true } })).toBe(
    ["The plan: 1 of 1 host.", "  1. cp1: the manifest changes (vip_leaseduration 15 → 20); kube-vip restarts there; it holds the virtual IP.", "  You will notice: the virtual IP is away until kube-vip runs again, since there is no other host."].join("\n"),
  );
});

it("does not speak of one move where several hosts have the VIP", () => {
  expect(text({ cp1: { ...update, holder: true }, cp2: { ...update, holder: true } })).toMatch(/^ {2}You will notice little: 2 hosts have the virtual IP, and they restart one after the other\.$/m);
});

it("has a line for every host that changes, whatever was seen", () => {
  const settings = settingsFrom();
  const manifests = manifestsOf(settings);
  fc.assert(
    fc.property(fc.record({ cp1: observation, cp2: observation, cp3: observation }), (observations) => {
      const plan: RolloutPlan = planRollout({ settings, manifests, agentSha256: AGENT, observations });
      const changing = plan.order.filter((key) => plan.hosts[key]!.change !== "none");
      const lines = planText(plan)?.split("\n") ?? [];
      expect(lines.flatMap((line) => /^ {2}(?:\d\.|-) (cp\d): /.exec(line)?.[1] ?? [])).toEqual(changing);
    }),
    { numRuns: 150 },
  );
});
