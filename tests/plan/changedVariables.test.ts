// What a change is about, in the words of kube-vip's variables, without secrets and on one line.
import fc from "fast-check";
import type { EnvVar, Pod } from "../../components/manifest/pod";
import { INTERFACE_PLACEHOLDER, passwordPlaceholder } from "../../components/manifest/placeholders";
import { fromYaml } from "../../components/manifest/yaml";
import { changedVariables } from "../../components/plan/changedVariables";
import { anyText } from "../facts/arbitraries";
import { healthyHost, manifestsOf, settingsFrom } from "../facts/healthyCluster";
import { goodArgs } from "../settings/samples";

const settings = settingsFrom();
const pod = fromYaml(manifestsOf(settings)["cp1"]!);
const running = healthyHost(settings, "cp1").kubeVips![0]!.environment;

function podWith(env: readonly EnvVar[]): Pod {
  return { ...pod, spec: { ...pod.spec, containers: [{ ...pod.spec.containers[0]!, env }] } };
}

it("has nothing to say when kube-vip runs these settings", () => {
  expect(changedVariables(pod, running)).toEqual([]);
});

it("names what changes with both values", () => {
  const changed = settingsFrom({ ...goodArgs(), leaderElection: { leaseDurationSeconds: 20 } });
  expect(changedVariables(fromYaml(manifestsOf(changed)["cp1"]!), running)).toEqual(["vip_leaseduration 15 → 20"]);
});

it("tells what is new from what changes", () => {
  expect(changedVariables(podWith([{ name: "vip_loglevel", value: "-4" }]), { PATH: "/bin" })).toEqual(["vip_loglevel -4 is new"]);
});

it("tells what is no longer set of kube-vip's own, and nothing of what others set", () => {
  const others = { PATH: "/bin", HOME: "/", HOSTNAME: "cp1", KUBERNETES_SERVICE_HOST: "10.96.0.1", kube_dns: "10.96.0.10" };
  expect(changedVariables(pod, { ...running, ...others, vip_cidr: "32", bgp_peerpass: "(secret)" })).toEqual(["vip_cidr is no longer set", "bgp_peerpass is no longer set"]);
});

it("shows four of many, and says how many more", () => {
  const env = ["a", "b", "c", "d", "e", "f"].map((name) => ({ name, value: "1" }));
  expect(changedVariables(podWith(env), { PATH: "/bin" })).toEqual(["a 1 is new", "b 1 is new", "c 1 is new", "d 1 is new", "2 more"]);
});

it.each<[string, EnvVar, Record<string, string>]>([
  ["secrets", { name: "bgp_peerpass", value: passwordPlaceholder("peer") }, { bgp_peerpass: "(secret)" }],
  ["what is masked on the host", { name: "API_TOKEN", value: "t0ken" }, { API_TOKEN: "(secret)" }],
  ["what only the host knows", { name: "vip_interface", value: INTERFACE_PLACEHOLDER }, { vip_interface: "eth0" }],
  ["what kubelet fills in", { name: "vip_nodename", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }, { vip_nodename: "cp1" }],
])("leaves out %s", (_, variable, environment) => {
  expect(changedVariables(podWith([variable]), environment)).toEqual([]);
});

it("claims nothing of a process whose environment is not known", () => {
  expect(changedVariables(pod, {})).toEqual([]);
});

it("takes no property of JavaScript's own for a variable", () => {
  expect(changedVariables(podWith([{ name: "constructor", value: "1" }]), { PATH: "/bin" })).toEqual(["constructor 1 is new"]);
});

it("stays short, on one line and printable, whatever the values are", () => {
  fc.assert(
    fc.property(anyText, anyText, (now, wanted) => {
      fc.pre(now !== wanted);
      const [sentence = ""] = changedVariables(podWith([{ name: "annotation", value: wanted }]), { annotation: now });
      if (now === "(secret)") return;
      expect(sentence).toMatch(/^annotation [ -~]+ → [ -~]+$/);
      expect(sentence.length).toBeLessThan(150);
    }),
    { numRuns: 1000 },
  );
});
