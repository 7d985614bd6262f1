// Faults of ports, manifests, other managers, ownership and the kube-vips that run.
import { renderManifest } from "../../../../components/manifest/manifest";
import { manifestHash } from "../../../../components/manifest/yaml";
import type { Case } from "../cases";
import { type Facts, settingsWith } from "../samples";

const OTHER = "/etc/kubernetes/manifests/kube-vip.yaml.bak";

function addFile(facts: Facts, path: string, sha256: string): void {
  facts.manifestFiles!.push({ ...facts.manifestFiles![0]!, path, sha256, definesKubeVip: true });
}

function wanted(key: string): string {
  return manifestHash(renderManifest(settingsWith(), key));
}

function lockOf(who: string, alive: boolean) {
  return { who, run: "r-2026-1", heldSeconds: 95, alive, ending: false, owner: "prod::infra::t::n" };
}

export const kubeVipCases: readonly Case[] = [
  { id: "metrics-port-taken", when: "another exporter is there", hosts: ["cp2"], says: "On host cp2 node_exporter listens on port 2112 of all addresses.", facts: ({ cp2 }) => { cp2.listeners![1] = { port: 2112, address: "*", process: "node_exporter", pid: 44 }; } },
  {
    id: "metrics-port-taken", when: "on the one address that is asked for", hosts: ["cp2"], settings: { "metrics.address": "127.0.0.1:2112" }, says: "port 2112 of 127.0.0.1",
    facts: ({ cp1, cp2 }) => { cp2.listeners![1] = { port: 2112, address: "127.0.0.1", process: "vector" }; cp1.listeners![1] = { port: 2112, address: "192.168.1.11", process: "vector" }; },
  },
  { id: "health-port-taken", when: "a web server is there", hosts: ["cp1"], settings: { healthCheckPort: 8080 }, says: "On host cp1 nginx listens on port 8080.", facts: ({ cp1 }) => cp1.listeners!.push({ port: 8080, address: "*", process: "nginx" }, { port: 8080, address: "127.0.0.1", process: "nginx" }) },
  { id: "vip-port-taken", when: "haproxy listens on all addresses", hosts: ["cp1", "cp2"], says: "On hosts cp1 and cp2 haproxy listens on port 6443 of all addresses.", facts: ({ cp1, cp2 }) => [cp1, cp2].forEach((facts) => { facts.listeners![0] = { port: 6443, address: "*", process: "haproxy", pid: 12 }; }) },
  { id: "manifest-stray", when: "somebody else's is there", hosts: ["cp2"], from: "bare", says: `On host cp2 ${OTHER} defines a kube-vip too`, facts: ({ cp2 }) => addFile(cp2, OTHER, "9".repeat(64)) },
  { id: "manifest-twice", when: "a backup lies there", hosts: ["cp2"], says: `On host cp2 ${OTHER} defines a kube-vip too`, facts: ({ cp2 }) => addFile(cp2, OTHER, "9".repeat(64)) },
  { id: "manifest-twice", when: "a copy lies there", hosts: ["cp2"], says: `${OTHER} (a copy of the manifest)`, facts: ({ cp2 }) => addFile(cp2, OTHER, "a".repeat(64)) },
  { id: "manifests-folder-differs", when: "kubelet has its own folder", hosts: ["cp1", "cp2", "cp3"], says: "reads static Pods from /var/lib/kubelet/pods.d, while the manifest belongs to /etc/kubernetes/manifests.", remedy: "Set `paths.manifests` to `/var/lib/kubelet/pods.d`.", facts: (hosts) => Object.values(hosts).forEach((facts) => { facts.kubelet!.staticPodPath = "/var/lib/kubelet/pods.d/"; }) },
  { id: "manifests-folder-missing", when: "kubelet tells no folder", hosts: ["cp2", "cp3"], says: "Hosts cp2 and cp3 have no folder /etc/kubernetes/manifests.", facts: ({ cp2, cp3 }) => [cp2, cp3].forEach((facts) => { facts.manifestsFolderExists = false; delete facts.kubelet!.staticPodPath; }) },
  { id: "manifests-folder-missing", when: "it is gone where kubelet reads it", hosts: ["cp2"], says: "Host cp2 has no folder /etc/kubernetes/manifests.", facts: ({ cp2 }) => { cp2.manifestsFolderExists = false; } },
  { id: "manifests-folder-differs", when: "it is another distribution's", hosts: ["cp2"], says: "reads static Pods from /var/lib/rancher/rke2/agent/pod-manifests", remedy: "Set `distribution` to `rke2`, or `paths.manifests` to that folder.", facts: ({ cp2 }) => { cp2.kubelet!.staticPodPath = "/var/lib/rancher/rke2/agent/pod-manifests"; } },
  { id: "manifests-folder-differs", when: "the one of the settings does not even exist", hosts: ["cp3"], says: "reads static Pods from /srv/pods", facts: ({ cp3 }) => { cp3.manifestsFolderExists = false; cp3.kubelet!.staticPodPath = "/srv/pods"; } },
  { id: "program-missing", when: "a minimal image", hosts: ["cp1", "cp3"], says: "Hosts cp1 and cp3 do not have curl and tr.", facts: ({ cp1, cp3 }) => [cp1, cp3].forEach((facts) => { facts.missingPrograms = ["tr", "arping", "curl"]; }) },
  { id: "program-missing", when: "the agent cannot be unpacked", hosts: ["cp2"], says: "Host cp2 does not have base64 and gzip.", facts: ({ cp2 }) => { cp2.missingPrograms = ["gzip", "base64"]; } },
  { id: "program-missing", when: "kube-vip is to have a login of its own, and nobody can make its key", hosts: ["cp2"], settings: { access: "scoped" }, says: "Host cp2 does not have openssl.", facts: ({ cp2 }) => { cp2.missingPrograms = ["openssl"]; } },
  { id: "other-vip-manager", when: "keepalived runs", hosts: ["cp1", "cp2"], says: "keepalived runs on hosts cp1 and cp2.", facts: ({ cp1, cp2 }) => [cp1, cp2].forEach((facts) => { facts.otherVipManagers = [{ name: "keepalived", pid: 1 }, { name: "keepalived", pid: 2 }, { name: "haproxy", pid: 3 }]; }) },
  { id: "kube-vip-daemonset", when: "one is there", hosts: [], says: "The cluster has 1 DaemonSet with a kube-vip image: kube-system/kube-vip-ds.", facts: (hosts) => Object.values(hosts).forEach((facts) => { facts.cluster!.kubeVipDaemonSets = ["kube-system/kube-vip-ds"]; }) },
  { id: "kube-vip-twice", when: "a second one runs", hosts: ["cp1"], says: "Host cp1 runs 2 kube-vips for the VIP (processes 900 and 901).", facts: ({ cp1 }) => cp1.kubeVips!.push({ ...cp1.kubeVips![0]!, pid: 901 }) },
  { id: "host-of-other-stack", when: "staging was here first", hosts: ["cp1"], says: "belongs to staging::infra::kube-vip:index:KubeVip::prod, and this is prod::infra::kube-vip:index:KubeVip::prod.", facts: ({ cp1 }) => { cp1.record!.owner = "staging::infra::kube-vip:index:KubeVip::prod#cp1"; } },
  { id: "host-of-other-component", when: "two components have it", hosts: ["cp1"], says: "is recorded as that of prod::infra::kube-vip:index:KubeVip::blue", facts: ({ cp1 }) => { cp1.record!.owner = "prod::infra::kube-vip:index:KubeVip::blue#a"; } },
  { id: "kube-vip-not-ours", when: "somebody installed it by hand", hosts: ["cp1", "cp2"], says: "On hosts cp1 and cp2 there is a /etc/kubernetes/manifests/kube-vip.yaml, and no component has recorded it.", facts: ({ cp1, cp2 }) => [cp1, cp2].forEach((facts) => { delete facts.record; }) },
  { id: "kube-vip-not-ours", when: "it runs from elsewhere", hosts: ["cp2"], says: "On host cp2 a kube-vip runs, and no component has recorded it.", facts: ({ cp2 }) => { delete cp2.record; cp2.manifestFiles!.shift(); } },
  { id: "rollout-locked", when: "a colleague is at work", hosts: ["cp1", "cp3"], says: "The rollout r-2026-1 of ada@laptop, prod has held hosts cp1 and cp3 for 95 s.", facts: ({ cp1, cp2, cp3 }) => { cp1.record!.lock = lockOf("ada@laptop, prod", true); cp3.record!.lock = lockOf("ada@laptop, prod", true); cp2.record!.lock = lockOf("bob@laptop, prod", false); } },
  { id: "manifest-failed-before", when: "the image was wrong", hosts: ["cp2"], says: `On host cp2 the manifest ${wanted("cp2").slice(0, 12)} failed: kubelet says ErrImagePull.`, facts: ({ cp2 }) => { Object.assign(cp2.record!, { failedSha256: wanted("cp2"), failedReason: "kubelet says ErrImagePull.", failedRetry: "", failedBoot: "boot-2" }); } },
  {
    id: "kube-vips-differ", when: "a rollout was interrupted", hosts: ["cp1", "cp2", "cp3"], says: "image is ghcr.io/kube-vip/kube-vip:v1.2.3 on cp1, cp2 and ghcr.io/kube-vip/kube-vip:v1.2.1 on cp3; lb_fwdmethod is local on cp1, cp2 and (not set) on cp3.",
    facts: ({ cp3 }) => { cp3.kubeVips![0]!.image = "ghcr.io/kube-vip/kube-vip:v1.2.1"; delete (cp3.kubeVips![0]!.environment as Record<string, string>)["lb_fwdmethod"]; },
  },
  { id: "api-server-down", when: "it does not answer", hosts: ["cp2"], says: "The API server of host cp2 does not answer at https://kubernetes:6443 (Connection refused).", facts: ({ cp2 }) => { cp2.apiServer!.healthz = { httpCode: 0, latencyMs: 0, failure: "Connection refused" }; } },
  {
    id: "api-server-down", when: "its certificate is refused, whenever the host was booted", hosts: ["cp2"], says: "answers at https://kubernetes:6443 with a certificate that is refused (SSL certificate problem: certificate has expired).",
    facts: ({ cp2 }) => { cp2.apiServer!.healthz = { httpCode: 0, latencyMs: 0, failure: "SSL certificate problem: certificate has expired" }; cp2.system.uptimeSeconds = 80; },
  },
  { id: "api-server-unhealthy", when: "it is too busy", hosts: ["cp2"], says: "did not answer in time at https://kubernetes:6443 (Operation timed out after 4018 milliseconds with 0 bytes received).", facts: ({ cp2 }) => { cp2.apiServer!.healthz = { httpCode: 0, latencyMs: 4018, failure: "Operation timed out after 4018 milliseconds with 0 bytes received" }; } },
  { id: "api-server-unhealthy", when: "it says so itself", hosts: ["cp2"], says: "answers 500 at", facts: ({ cp2 }) => { cp2.apiServer!.healthz = { httpCode: 500, latencyMs: 3, failure: "" }; } },
  { id: "api-server-unhealthy", when: "its host has just been booted", hosts: ["cp2"], says: "does not answer yet at https://kubernetes:6443, 80 s after its host was booted (Connection refused).", facts: ({ cp2 }) => { cp2.apiServer!.healthz = { httpCode: 0, latencyMs: 0, failure: "Connection refused" }; cp2.system.uptimeSeconds = 80; } },
  { id: "image-never-pulled", when: "the image is on one host only", hosts: ["cp2", "cp3"], settings: { "image.pullPolicy": "Never" }, says: "ghcr.io/kube-vip/kube-vip:v1.2.3 is not on hosts cp2 and cp3", facts: ({ cp2, cp3 }) => [cp2, cp3].forEach((facts) => { facts.images = ["ghcr.io/kube-vip/kube-vip:v1.2.1"]; facts.kubeVips![0]!.image = ""; }) },
];
