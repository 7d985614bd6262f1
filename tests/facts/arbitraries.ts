// Random facts and observations: every part may be absent, and no two parts need agree.
import fc from "fast-check";
import type { HostFacts, KubeVipProcess, ManifestFile, RecordFacts } from "../../components/facts/hostFacts";
import type { Observation } from "../../components/facts/observation";
import { AGENT, healthyHost, settingsFrom, VIP } from "./healthyCluster";

const healthy = healthyHost(settingsFrom(), "cp1");
/** Text as a hostile host could send it, terminal escapes and line breaks included. */
export const anyText = fc.oneof(fc.constantFrom("", "\u001b[2J", "a\nb", "`reboot`", "ü→", "\0", "x".repeat(1000)), fc.string({ unit: "binary", maxLength: 30 }));
const sha256 = fc.constantFrom("", "0".repeat(64), AGENT, healthy.record!.manifestSha256, healthy.record!.filledSha256);
const path = fc.oneof(fc.constantFrom(healthy.record!.manifestPath, "/etc/kubernetes/manifests/copy.yaml"), anyText);
const nodeName = fc.constantFrom("", "cp1", "cp2", "other");
const count = fc.nat(100_000);
const optional = { requiredKeys: [] as [] };

const file: fc.Arbitrary<ManifestFile> = fc.record({
  path, mode: fc.constantFrom("600", "644", ""), owner: fc.oneof(fc.constant("root"), anyText), group: anyText, bytes: count, sha256, modified: count, definesKubeVip: fc.boolean(), readByKubelet: fc.boolean(),
});
const kubeVip: fc.Arbitrary<KubeVipProcess> = fc.record(
  {
    pid: count, started: count, containerId: anyText, image: fc.oneof(fc.constantFrom("", healthy.kubeVips![0]!.image), anyText), imageDigest: anyText,
    environment: fc.dictionary(fc.oneof(fc.constantFrom("vip_arp", "port", "address", "vip_leaseduration"), anyText), anyText, { maxKeys: 5, noNullPrototype: true }), differs: fc.array(anyText, { maxLength: 3 }),
  },
  { requiredKeys: ["pid", "started", "containerId", "image", "imageDigest", "environment"] },
);
const recorded = { owner: anyText, manifestPath: path, manifestSha256: sha256, filledSha256: sha256, applied: anyText, agentSha256: sha256, containerId: sha256, repairs: count, failedSha256: sha256, failedReason: anyText };
const record: fc.Arbitrary<RecordFacts> = fc.record({ ...recorded, unproven: anyText }, { requiredKeys: Object.keys(recorded) as (keyof typeof recorded)[] });
const vip = fc.record({ vip: fc.constant(VIP), interface: fc.constantFrom("eth0", "lo"), answeredBy: fc.array(anyText, { maxLength: 2 }) }, { requiredKeys: ["vip"] });
const lease = fc.record({ holder: nodeName, ageMs: count, durationSeconds: count, transitions: count });
const parts = {
  vips: fc.array(vip, { maxLength: 2 }),
  modules: fc.dictionary(fc.constantFrom("ip_vs", "nf_conntrack"), fc.constantFrom("builtin" as const, "loaded" as const, "loadable" as const, "missing" as const), { noNullPrototype: true }),
  kubelet: fc.record({ running: fc.boolean(), version: anyText, nodeName }),
  manifestFiles: fc.array(file, { maxLength: 3 }),
  kubeVips: fc.array(kubeVip, { maxLength: 3 }),
  cluster: fc.record({ lease }, optional),
  record,
};

/** A field of `HostFacts` that a host need not tell. */
export const PARTS = Object.keys(parts) as readonly (keyof typeof parts)[];

/** Facts of a host of which any part may be missing, each missing one with its gap. */
export const hostFacts: fc.Arbitrary<HostFacts> = fc.record({ root: fc.boolean(), machineId: anyText, told: fc.record(parts, optional) }).map(({ root, machineId, told }) => ({
  ...told,
  system: { ...healthy.system, root, machineId },
  gaps: PARTS.filter((part) => !(part in told)).map((part) => ({ part, reason: "It was not told." })),
}));

export const observation: fc.Arbitrary<Observation> = fc.oneof(
  { weight: 4, arbitrary: hostFacts.map((facts) => ({ kind: "seen" as const, facts })) },
  anyText.map((reason) => ({ kind: "unseen" as const, reason })),
  fc.constant({ kind: "unknown" as const }),
);
