// A healthy cluster of three control planes as an observer sees it: cp1 holds the VIP, all run the settings of `goodArgs`.
import type { HostFacts, KubeVipProcess, ManifestFile, RecordFacts } from "../../components/facts/hostFacts";
import type { Observations } from "../../components/facts/observation";
import { environment } from "../../components/manifest/environment";
import { renderManifest } from "../../components/manifest/manifest";
import { manifestHash } from "../../components/manifest/yaml";
import { resolveSettings } from "../../components/settings/resolve";
import type { ResolvedArgs } from "../../components/settings/resolved";
import type { Settings } from "../../components/settings/settings";
import { goodArgs } from "../settings/samples";

export const VIP = "192.168.1.100";
export const AGENT = "a9".repeat(32);
export const KEYS = ["cp1", "cp2", "cp3"] as const;
export const OWNER = "dev::shop::kube-vip:index:KubeVip::prod";

export function settingsFrom(args: ResolvedArgs = goodArgs()): Settings {
  return resolveSettings(args).settings!;
}

export function manifestsOf(settings: Settings): Record<string, string> {
  return Object.fromEntries(Object.keys(settings.hosts).map((key) => [key, renderManifest(settings, key)]));
}

const CONTAINER = "c0".repeat(32);

/** What lies in the folder differs from what the program shows by the placeholders. */
const filled = (key: string): string => manifestHash(`filled in on ${key}`);

const system = (key: string): HostFacts["system"] => ({
  os: "Debian GNU/Linux 12 (bookworm)", osId: "debian", kernel: "6.1.0-18-amd64", arch: "x86_64", hostName: key, machineId: `${key}0123456789abcdef0123456789a`, bootId: `b-${key}`,
  uptimeSeconds: 86_400, clockOffsetMs: 3, clockUncertaintyMs: 8, root: true,
});

function record(settings: Settings, key: string): RecordFacts {
  return {
    owner: `${OWNER}#${key}`, manifestPath: settings.paths.manifest, manifestSha256: manifestHash(renderManifest(settings, key)), filledSha256: filled(key), applied: "2026-11-20T10:00:00Z",
    agentSha256: AGENT, containerId: CONTAINER, repairs: 0, failedSha256: "", failedReason: "",
  };
}

function file(settings: Settings, key: string): ManifestFile {
  return { path: settings.paths.manifest, mode: "600", owner: "root", group: "root", bytes: 1900, sha256: filled(key), modified: 1_763_632_800, definesKubeVip: true, readByKubelet: true };
}

function kubeVip(settings: Settings, key: string): KubeVipProcess {
  const fromManifest = Object.fromEntries(environment(settings, key).map(({ name, value }) => [name, value === undefined ? key : value.replace("@kube-vip:interface@", "eth0")]));
  return { pid: 800, started: 1_763_632_803, containerId: CONTAINER, image: settings.image.reference, imageDigest: `sha256:${"d1".repeat(32)}`, environment: { PATH: "/usr/bin", ...fromManifest }, differs: [] };
}

/** One host of it. */
export function healthyHost(settings: Settings, key: string): HostFacts {
  const holds = key === "cp1";
  return {
    system: system(key),
    vips: settings.vips.map((vip) => ({ vip, ...(holds ? { interface: "eth0", prefixLength: 32 } : { answeredBy: ["52:54:00:00:00:01"] }) })),
    modules: { ip_vs: "loaded", ip_vs_rr: "loaded", nf_conntrack: "builtin" },
    kubelet: { running: true, version: "v1.34.4", staticPodPath: "/etc/kubernetes/manifests", nodeIp: settings.hosts[key]?.address ?? "", nodeName: key },
    manifestFiles: [file(settings, key)],
    kubeVips: [kubeVip(settings, key)],
    cluster: { lease: { holder: "cp1", ageMs: 900, durationSeconds: 15, transitions: 2 } },
    record: record(settings, key),
    gaps: [],
  };
}

/** A machine on which nothing of ours and no kube-vip ever was. */
export function freshHost(settings: Settings, key: string): HostFacts {
  const { record: _, ...rest } = healthyHost(settings, key);
  return { ...rest, vips: settings.vips.map((vip) => ({ vip })), manifestFiles: [], kubeVips: [], cluster: {} };
}

/** All hosts as seen, with changes to the facts of some. */
export function observed(settings: Settings, changes: Readonly<Record<string, (facts: HostFacts) => HostFacts>> = {}): Observations {
  return Object.fromEntries(Object.keys(settings.hosts).map((key) => [key, { kind: "seen", facts: (changes[key] ?? ((facts) => facts))(healthyHost(settings, key)) }]));
}
