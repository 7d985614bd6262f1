// When a brief look is enough: all is as it was left and as it is wanted. Whatever else, and the whole look is had.
import type { HostFacts } from "../../components/facts/hostFacts";
import type { Observations } from "../../components/facts/observation";
import { isQuiet } from "../../components/plan/quiet";
import { briefly } from "../facts/briefly";
import { AGENT, healthyHost, KEYS, manifestsOf, OWNER, settingsFrom } from "../facts/healthyCluster";
import { goodArgs } from "../settings/samples";

const settings = settingsFrom();
const inputs = { settings, manifests: manifestsOf(settings), agentSha256: AGENT, owner: OWNER };

function hosts(change: (facts: HostFacts, key: string) => HostFacts = (facts) => facts): Observations {
  return Object.fromEntries(KEYS.map((key) => [key, { kind: "seen", facts: change(briefly(healthyHost(settings, key)), key) }]));
}

const only = (wanted: string, change: (facts: HostFacts) => HostFacts) => hosts((facts, key) => (key === wanted ? change(facts) : facts));

it("is where nothing drifted, nothing is to change, and one host has the VIP", () => {
  expect(isQuiet({ ...inputs, observations: hosts() })).toBe(true);
});

it.each<[string, Observations]>([
  ["a host could not be seen", { ...hosts(), cp2: { kind: "unseen", reason: "no route" } }],
  ["a host is not known yet", { ...hosts(), cp2: { kind: "unknown" } }],
  ["the last proof failed", only("cp2", (facts) => ({ ...facts, record: { ...facts.record!, unproven: "two machines answer." } }))],
  ["another component recorded the very same manifest", only("cp2", (facts) => ({ ...facts, record: { ...facts.record!, owner: "dev::other::kube-vip:index:KubeVip::prod#cp2" } }))],
  ["it is recorded for another key", only("cp2", (facts) => ({ ...facts, record: { ...facts.record!, owner: `${OWNER}#cp3` } }))],
  ["the agent is another", only("cp3", (facts) => ({ ...facts, record: { ...facts.record!, agentSha256: "b".repeat(64) } }))],
  ["the manifest has other rights", only("cp1", (facts) => ({ ...facts, manifestFiles: facts.manifestFiles!.map((file) => ({ ...file, mode: "644" })) }))],
  ["kube-vip does not run", only("cp1", (facts) => ({ ...facts, kubeVips: [] }))],
  ["kube-vip runs in another container than it was applied in", only("cp1", (facts) => ({ ...facts, kubeVips: facts.kubeVips!.map((one) => ({ ...one, containerId: "d".repeat(64) })) }))],
  ["no container was recorded", only("cp1", (facts) => ({ ...facts, record: { ...facts.record!, containerId: "" }, kubeVips: facts.kubeVips!.map((one) => ({ ...one, containerId: "" })) }))],
  ["a module is not loaded", only("cp2", (facts) => ({ ...facts, modules: { ...facts.modules, ip_vs: "loadable" } }))],
  ["two hosts have the VIP", only("cp2", (facts) => ({ ...facts, vips: facts.vips!.map((vip) => ({ ...vip, interface: "eth0" })) }))],
  ["no host has the VIP", only("cp1", (facts) => ({ ...facts, vips: facts.vips!.map(({ vip }) => ({ vip })) }))],
  ["something could not be read", only("cp2", (facts) => ({ ...facts, gaps: [{ part: "modules", reason: "the host did not tell" }] }))],
])("is not where %s", (_, observations) => {
  expect(isQuiet({ ...inputs, observations })).toBe(false);
});

it("asks for one holder only where there is an election", () => {
  const bgp = settingsFrom({ ...goodArgs(), mode: "bgp", bgp: { as: 65000, peers: [{ address: "192.168.1.1", as: 65001 }] } });
  const everywhere: Observations = Object.fromEntries(KEYS.map((key) => [key, { kind: "seen", facts: briefly({ ...healthyHost(bgp, key), vips: [{ vip: "192.168.1.100", interface: "lo" }] }) }]));
  expect(isQuiet({ ...inputs, settings: bgp, manifests: manifestsOf(bgp), observations: everywhere })).toBe(true);
});
