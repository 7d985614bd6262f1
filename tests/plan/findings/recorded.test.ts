// What real hosts told, as the observing script recorded it on a lab's control planes (Debian 12, Kubernetes 1.34.4, kube-vip v1.2.1; tests/hosts/observe/samples.ts),
// held against settings that fit and settings that do not.
import type { HostFacts } from "../../../components/facts/hostFacts";
import { parseFacts } from "../../../components/hosts/observe/parse/facts";
import { findings } from "../../../components/plan/findings/findings";
import { type RECORDED, recorded, timesOf } from "../../hosts/observe/samples";
import type { Changes } from "../../settings/samples";
import { settingsWith } from "./samples";

const HOSTS = { cp1: { address: "10.77.0.11" }, cp3: { address: "10.77.0.13" } };
/** Times that the lab's etcd, on shared processors, can keep. */
const PATIENT = { leaseDurationSeconds: 60, renewDeadlineSeconds: 45, retryPeriodSeconds: 5 };
const NOW = Date.UTC(2026, 10, 23, 9, 5, 0);
/** The lab has one more host, of which nothing was recorded. */
const THIRD = ["node-missing-in-hosts"];

function factsOf(name: (typeof RECORDED)[number]): HostFacts {
  const output = recorded(name);
  return parseFacts(output, timesOf(output));
}

function judge(settings: Changes = {}, owner?: string) {
  const observations = { cp1: { kind: "seen" as const, facts: factsOf("holder") }, cp3: { kind: "seen" as const, facts: factsOf("follower") } };
  return findings(settingsWith({ vip: "10.77.0.100", hosts: HOSTS, ssh: { acceptAnyHostKey: true }, leaderElection: PATIENT, ...settings }), observations, { now: NOW, ...(owner === undefined ? {} : { owner }) });
}

function idsOf(settings: Changes, owner?: string): string[] {
  return [...new Set(judge(settings, owner).map(({ id }) => id))].filter((id) => !THIRD.includes(id)).sort();
}

it("has nothing to say of the settings that are installed", () => {
  expect(judge({}, "lab::kube-vip::kube-vip:index:KubeVip::kube-vip").map(({ id }) => id)).toEqual(THIRD);
});

it("misses the other control plane", () => {
  expect(judge()[0]?.reason).toBe("The control-plane Node cp2 (10.77.0.12) is none of the hosts.");
});

it.each<[string, Changes, string[]]>([
  ["a VIP that no certificate names", { vip: "10.77.0.55" }, ["certificate-lacks-vip"]],
  ["a VIP of another network", { vip: "10.88.0.5" }, ["certificate-lacks-vip", "interface-not-found"]],
  ["a VIP among the Services", { vip: "10.96.0.200", interface: "eth0" }, ["certificate-lacks-vip", "vip-in-service-range", "vip-not-on-link"]],
  ["both families", { vip: "10.77.0.100,fd77::100" }, []],
  ["an interface that is not there", { interface: "ens18" }, ["interface-missing"]],
  ["masquerade on hosts that do not forward", { "loadBalancer.forwardingMethod": "masquerade" }, ["forwarding-off"]],
  ["an image that is not there and may not be pulled", { "image.pullPolicy": "Never", "image.version": "v0.9.1" }, ["image-never-pulled"]],
  ["another folder of static Pods", { "paths.manifests": "/etc/kubernetes/pods" }, ["manifests-folder-differs"]],
  ["an address that is in no certificate", { kubernetesAddress: "https://api.example.org:6443" }, ["certificate-lacks-kubernetes"]],
  ["times that this etcd cannot keep", { leaderElection: { leaseDurationSeconds: 6, renewDeadlineSeconds: 4, retryPeriodSeconds: 1 } }, ["lease-tight-for-etcd"]],
])("notices %s", (_what, settings, ids) => {
  expect(idsOf(settings)).toEqual(ids);
});

it("notices another stack's kube-vip", () => {
  expect(idsOf({}, "prod::kube-vip::kube-vip:index:KubeVip::kube-vip")).toEqual(["host-of-other-stack"]);
});

it("does not take an API server that has just been started for a broken one", () => {
  const fresh = findings(settingsWith({ vip: "10.77.0.100", hosts: { cp1: HOSTS.cp1 }, ssh: { acceptAnyHostKey: true } }), { cp1: { kind: "seen", facts: factsOf("fresh") } }, { now: NOW });
  expect(fresh.map(({ id, severity, reason }) => [id, severity, reason])).toContainEqual(["api-server-unhealthy", "warning", "The API server of host cp1 answers 500 at https://kubernetes:6443."]);
  expect(fresh.filter(({ severity }) => severity === "error")).toEqual([]);
});
