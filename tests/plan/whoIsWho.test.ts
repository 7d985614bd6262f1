// Machines that moved, were renamed or replaced, told by their machine ids.
import type { HostFacts, RecordFacts } from "../../components/facts/hostFacts";
import { planText } from "../../components/plan/planText";
import { planRollout } from "../../components/plan/rolloutPlan";
import { whoIsWho } from "../../components/plan/whoIsWho";
import { AGENT, freshHost, manifestsOf, observed, OWNER, settingsFrom } from "../facts/healthyCluster";

const settings = settingsFrom();
const ID = "cp20123456789abcdef0123456789a";
const own = (address: string): HostFacts["interfaces"] => [
  { name: "eth0", mac: "52:54:00:00:00:12", up: true, carrier: true, loopback: false, kind: "", mtu: 1500, arp: true, addresses: [{ address, prefixLength: 24, scope: "global", tentative: false, dadFailed: false, deprecated: false }] },
];
const cp2 = (over: Partial<RecordFacts>, more: Partial<HostFacts> = {}) => (facts: HostFacts): HostFacts => ({ ...facts, ...more, record: { ...facts.record!, machineId: ID, reachedAt: "192.168.1.12", ...over } });
const remembers = (at: string, machines: Record<string, string>) => (facts: HostFacts): HostFacts => ({ ...facts, record: { ...facts.record!, fellows: { at, machines } } });
const told = (changes: Parameters<typeof observed>[1]) => whoIsWho(settings, observed(settings, changes));

it("says nothing where all is as it was, and of hosts of which nobody recorded what they were", () => {
  expect(told({})).toEqual({});
  expect(told({ cp2: cp2({}, { interfaces: own("192.168.1.12") }) })).toEqual({});
});

it("knows a machine at another address, and that its kube-vip goes on", () => {
  expect(told({ cp2: cp2({ reachedAt: "10.9.9.9" }, { interfaces: own("192.168.1.12") }) })).toEqual({ cp2: "cp2 is the machine that was reached at 10.9.9.9, and now is at 192.168.1.12 (machine id cp2012345678); what runs there goes on" });
});

it("takes an address that is translated on the way for no move", () => {
  expect(told({ cp2: cp2({ reachedAt: "10.9.9.9" }, { interfaces: own("10.9.9.9") }) })).toEqual({});
});

it("knows machines under other keys, as where two were swapped, also when they moved as well", () => {
  const keys = (former: string) => ({ owner: `${OWNER}#${former}` });
  expect(told({ cp2: cp2({ ...keys("old"), reachedAt: "10.9.9.9" }, { interfaces: own("192.168.1.12") }) })["cp2"]).toBe(
    "cp2 is the machine that was known as old and that was reached at 10.9.9.9, and now is at 192.168.1.12 (machine id cp2012345678); what runs there goes on",
  );
  expect(Object.keys(told({ cp1: (facts) => ({ ...facts, record: { ...facts.record!, ...keys("cp2") } }), cp2: cp2(keys("cp1")) }))).toEqual(["cp1", "cp2"]);
});

it("knows a new machine in the place of one that the others remember, by what was noted last", () => {
  const before = { cp2: "feedfacefeedface" };
  expect(told({ cp1: remembers("2026-11-20T10:00:00.000Z", { cp2: "older" }), cp2: () => freshHost(settings, "cp2"), cp3: remembers("2026-11-21T10:00:00.000Z", before) })).toEqual({
    cp2: "cp2 is another machine than before (machine id cp2012345678, and it was feedfacefeed), so all of it is put there again",
  });
  expect(told({ cp1: remembers("2026-11-20T10:00:00.000Z", { cp2: ID }), cp2: () => freshHost(settings, "cp2") })).toEqual({});
});

it("knows the copy of a machine's disk", () => {
  expect(told({ cp2: cp2({ machineId: "0123456789abcdef" }) })["cp2"]).toBe("cp2 has another machine id than when its agent was installed (cp2012345678, and it was 0123456789ab): it is a copy of that machine, or got a new one");
});

it("is said in the plan, also where nothing changes", () => {
  const plan = (changes: Parameters<typeof observed>[1]) => planText(planRollout({ settings, manifests: manifestsOf(settings), agentSha256: AGENT, observations: observed(settings, changes) }));
  expect(plan({ cp2: cp2({ reachedAt: "10.9.9.9" }, { interfaces: own("192.168.1.12") }) })).toBe("The plan: no host changes.\n  cp2 is the machine that was reached at 10.9.9.9, and now is at 192.168.1.12 (machine id cp2012345678); what runs there goes on.");
  expect(plan({ cp1: remembers("2026-11-20T10:00:00.000Z", { cp2: "feedfacefeedface" }), cp2: () => freshHost(settings, "cp2") })).toMatch(/^The plan: 1 of 3 hosts\.\n {2}cp2 is another machine than before .*\.\n {2}Before any manifest .*\n {2}1\. cp2: kube-vip is installed/);
});
