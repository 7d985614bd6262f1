// Drift: what on a host is not as this component left it. Each is a sentence; no sentence, no drift.
import type { CertificateFacts, HostFacts, KubeVipProcess, ManifestFile, RecordFacts } from "../facts/hostFacts";
import type { Settings } from "../settings/settings";
import { elects } from "./findings/scene";
import { holdsVip } from "./holding";
import { recordOf } from "./recorded";

/** What this program would put on the host. */
export interface Wanted {
  /** When this was asked, milliseconds since the epoch. */
  readonly now: number;
  /** sha256 of the manifest as shown, with placeholders. */
  readonly manifestSha256: string;
  /** sha256 of the agent's script. */
  readonly agentSha256: string;
}

/** One thing that is not as it was left. */
export interface Drifted {
  /** A clause that stands after "cp1: ". */
  readonly what: string;
  /** Putting it right starts kube-vip anew. */
  readonly restarts: boolean;
}

export interface Drift {
  /** The agent or everything of ours is gone. */
  readonly agent: readonly Drifted[];
  /** kube-vip's own login is to be made anew. */
  readonly access: readonly Drifted[];
  /** What the next `apply` repairs. */
  readonly host: readonly Drifted[];
}

const restarting = (what: string): Drifted => ({ what, restarts: true });
const beside = (what: string): Drifted => ({ what, restarts: false });

export const NO_DRIFT: Drift = { agent: [], access: [], host: [] };

/**
 * A host that is not readable has none, and neither have parts that could not be read.
 * @param all the facts of every host that was seen
 */
export function driftOf(settings: Settings, facts: HostFacts, wanted: Wanted, all: readonly HostFacts[]): Drift {
  const record = recordOf(facts);
  if (!facts.system.root || record === undefined) return NO_DRIFT;
  return {
    agent: agentDrift(record, facts, wanted),
    access: settings.scopedAccess && record.owner !== "" ? accessDrift(record, wanted) : [],
    host: record.owner === "" ? [notOurs(record, facts, wanted)] : [...beginning(record), ...wentBack(record, wanted), ...fileDrift(record, facts), ...peersFileDrift(record), ...kubeconfigDrift(record, facts), ...otherCa(record), ...strays(record, facts), ...processDrift(settings, record, facts, wanted), ...moduleDrift(settings, facts), ...addressDrift(settings, facts, all)],
  };
}

/** Whoever is still to come is awaited, and has no drift. */
function beginning({ bootstrap }: RecordFacts): Drifted[] {
  return bootstrap ? [restarting("the cluster is there, and kube-vip still has the login of its beginning")] : [];
}

function agentDrift(record: RecordFacts, facts: HostFacts, wanted: Wanted): Drifted[] {
  if (record.agentSha256 === wanted.agentSha256) return [];
  if (record.agentSha256 !== "") return [beside("the agent is not the one of this version")];
  return record.owner === "" ? [notOurs(record, facts, wanted)] : [beside("the agent is gone")];
}

/** For a host that is new to the state this sentence changes nothing; for one that the state knows it is the whole story. */
function notOurs(record: RecordFacts, { system }: HostFacts, wanted: Wanted): Drifted {
  if (record.failedSha256 === wanted.manifestSha256) return restarting(`kube-vip was taken away again, since ${whyBack(record, "this manifest failed")}`);
  if (record.agentSha256 !== "") return restarting("no kube-vip of ours is recorded here");
  return restarting(`nothing of ours is on this machine (${system.machineId === "" ? "without a machine id" : `machine id ${system.machineId.slice(0, 12)}`})`);
}

function wentBack(record: RecordFacts, wanted: Wanted): Drifted[] {
  return record.failedSha256 === wanted.manifestSha256 && record.manifestSha256 !== wanted.manifestSha256 ? [restarting(`it went back to the manifest from before, since ${whyBack(record, "this one failed")}`)] : [];
}

/** A host whose rollout was interrupted keeps that in the place of the boot (agent/failure.sh). */
function whyBack({ failedBoot }: RecordFacts, failed: string): string {
  return failedBoot === "interrupted" ? "the rollout ended in the middle" : failed;
}

function fileDrift(record: RecordFacts, { manifestFiles }: HostFacts): Drifted[] {
  if (manifestFiles === undefined || record.manifestPath === "") return [];
  const file = manifestFiles.find(({ path }) => path === record.manifestPath);
  if (file === undefined) return [restarting(`${record.manifestPath} is gone`)];
  return [
    ...(file.sha256 === record.filledSha256 || file.sha256 === "" || record.filledSha256 === "" ? [] : [restarting(`${file.path} was changed by something else`)]),
    ...(file.mode === "600" ? [] : [beside(`${file.path} has mode ${file.mode}, not 600`)]),
    ...(file.owner === "root" ? [] : [beside(`${file.path} belongs to ${file.owner}, not root`)]),
  ];
}

/** kube-vip has read it, so nothing restarts; but it could not start again. */
function peersFileDrift({ peersFile }: RecordFacts): Drifted[] {
  if (peersFile === undefined) return [];
  const { path, mode, owner } = peersFile;
  if (mode === "") return [beside(`the file of BGP peers ${path} is gone`)];
  return mode === "600" && owner === "root" ? [] : [beside(`the file of BGP peers ${path} has mode ${mode} and belongs to ${owner}, not 600 and root`)];
}

/** kube-vip reads it at its start only. One that was started since has read it, whoever started it. */
function kubeconfigDrift({ kubeconfig }: RecordFacts, { kubeVips = [] }: HostFacts): Drifted[] {
  if (kubeconfig === undefined || kubeconfig.sha256 === kubeconfig.recordedSha256) return [];
  return kubeVips.some(({ started }) => started < kubeconfig.modified) ? [restarting(`${kubeconfig.path} was renewed, and kube-vip still has the old one`)] : [];
}

/** kube-vip reads certificate and key again when their file changes, but not the CA. */
function otherCa({ access }: RecordFacts): Drifted[] {
  return access?.otherCa ? [restarting("the cluster has another CA than kube-vip's own login")] : [];
}

/** What a new login puts right. */
function accessDrift(record: RecordFacts, { now }: Wanted): Drifted[] {
  const { access } = record;
  if (access === undefined) return [];
  const { certificate, mode, owner } = access;
  if (certificate === undefined) return [beside("kube-vip's own login is gone")];
  return [
    ...otherCa(record),
    ...(isWorn(certificate, now) ? [beside(`the certificate of kube-vip's own login ends ${new Date(certificate.notAfter * 1000).toISOString()}, and is to be renewed when a third of its time is left`)] : []),
    ...(mode === "600" && owner === "root" ? [] : [beside(`the key of kube-vip's own login has mode ${mode} and belongs to ${owner}, not 600 and root`)]),
  ];
}

/** Less than a third of its time is left. */
function isWorn({ notBefore, notAfter }: CertificateFacts, now: number): boolean {
  return notAfter - now / 1000 < (notAfter - notBefore) / 3;
}

function strays(record: RecordFacts, { manifestFiles = [] }: HostFacts): Drifted[] {
  const isStray = (file: ManifestFile) => file.definesKubeVip && file.readByKubelet && file.path !== record.manifestPath;
  return manifestFiles.filter(isStray).map(({ path }) => beside(`${path} defines a kube-vip too`));
}

function processDrift(settings: Settings, record: RecordFacts, { kubeVips }: HostFacts, wanted: Wanted): Drifted[] {
  if (kubeVips === undefined || record.manifestSha256 === "") return [];
  const process = kubeVips[0];
  if (process === undefined) return [restarting("kube-vip does not run")];
  if (kubeVips.length > 1) return [restarting(`${kubeVips.length} kube-vips run (processes ${kubeVips.map(({ pid }) => pid).join(", ")})`)];
  const differs = process.differs ?? [];
  return [
    ...(differs.length > 0 ? [restarting(`kube-vip runs with another ${differs.map(settingName).join(", ")}`)] : []),
    ...(record.manifestSha256 === wanted.manifestSha256 ? imageDrift(settings, process) : []),
  ];
}

/** The argument that names the file of peers stands beside the variables (hosts/agent/manifest.sh). */
function settingName(name: string): string {
  return name === "--config-file" ? "file of BGP peers" : name;
}

/** Runtimes may name an image by digest, by another registry that it came from, or by any of its tags; then nothing is claimed. */
function imageDrift(settings: Settings, { image, imageNames = [] }: KubeVipProcess): Drifted[] {
  const { reference } = settings.image;
  const comparable = [image, reference].every((name) => lastPart(name).includes(":") && !name.includes("@") && !name.startsWith("sha256:"));
  const isWanted = [image, ...imageNames].some((name) => lastPart(name) === lastPart(reference));
  return !comparable || isWanted ? [] : [restarting(`kube-vip runs from the image ${image}, not ${reference}`)];
}

function lastPart(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

function moduleDrift(settings: Settings, { modules }: HostFacts): Drifted[] {
  if (!settings.loadBalancer.enabled || modules === undefined) return [];
  const absent = Object.entries(modules).filter(([, state]) => state === "loadable").map(([name]) => name);
  return absent.length === 0 ? [] : [beside(`the kernel module${absent.length === 1 ? "" : "s"} ${absent.join(", ")} ${absent.length === 1 ? "is" : "are"} not loaded`)];
}

/** While the VIP moves two hosts may be seen with it for a moment. Only where the lease's holder has it too, or no kube-vip runs here, is it left over. */
function addressDrift(settings: Settings, facts: HostFacts, all: readonly HostFacts[]): Drifted[] {
  const { vips = [], cluster, kubelet, kubeVips } = facts;
  const holder = cluster?.lease?.holder ?? "";
  if (!elects(settings) || holder === "" || kubelet === undefined || kubelet.nodeName === "" || kubelet.nodeName === holder) return [];
  const elected = all.find((facts) => facts.kubelet?.nodeName === holder);
  const isLeft = (vip: string) => kubeVips?.length === 0 || (elected && holdsVip(settings, elected, vip));
  return vips.filter(({ vip }) => holdsVip(settings, facts, vip) && isLeft(vip)).map(({ vip, interface: link }) => beside(`it has ${vip} on ${link}, although ${holder} holds the lease`));
}
