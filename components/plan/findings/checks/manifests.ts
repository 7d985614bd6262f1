// Manifests of kube-vip on the host besides the one of this component.
import { distributionOf } from "../../../settings/distributions";
import type { Finding } from "../finding";
import { otherDistribution } from "../distribution";
import { findingFamily } from "../family";
import { isRecorded, type Scene, type SeenHost } from "../scene";
import { grouped, HostsText, hostsText, keysOf, listed } from "../text";

export const manifestsFamily = findingFamily("Manifests", {
  "manifest-stray": {
    severity: "error",
    title: "Another file in kubelet's folder defines a kube-vip",
    meaning: "kubelet runs every file of the folder whose name does not begin with a dot, whatever its ending, so two kube-vips would run with different settings (kubernetes #136962).",
    seen: "A file that kubelet reads holds a container with a kube-vip image, is not the manifest of this component, and nothing of ours is recorded on the host.",
    remedy: "Move the file out of the folder; keep copies elsewhere.",
  },
  "manifest-twice": {
    severity: "warning",
    title: "A second file in kubelet's folder defines a kube-vip beside ours",
    meaning: "Of two files of the same Pod kubelet runs one, whichever comes first; when the manifest changes, the copy brings the old settings back.",
    seen: "As `manifest-stray`, on a host whose kube-vip is recorded as ours.",
    remedy: "`pulumi up` moves a second file of the same Pod away, and refuses the host when it defines another one: then move it yourself.",
  },
  "manifests-folder-missing": {
    severity: "error",
    title: "The folder of static Pods does not exist",
    meaning: "There is no place for the manifest; the agent makes no folder that kubelet may not read, and refuses the host.",
    seen: "Nothing is at the folder of `paths.manifest`. Where kubelet is known to read another folder, or the host to have another distribution, that is told instead.",
    remedy: "Set `paths.manifests` to the folder that kubelet reads, or `distribution`; make the folder where kubelet reads it and it is gone.",
  },
  "manifests-folder-differs": {
    severity: "error",
    title: "kubelet reads its static Pods from another folder",
    meaning: "A manifest in the folder of the settings would never be read.",
    seen: "kubelet's `--pod-manifest-path` or `staticPodPath` is not the folder of `paths.manifest`.",
    remedy: "Set `paths.manifests` to the folder that kubelet reads.",
  },
});
const { report } = manifestsFamily;

export function checkManifests(scene: Scene): Finding[] {
  return [...checkFolder(scene), ...scene.hosts.flatMap((host) => checkStrays(scene, host))];
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}

function plain(folder: string): string {
  return folder.replace(/\/{2,}/g, "/").replace(/(.)\/$/, "$1");
}

function checkFolder({ settings, hosts }: Scene): Finding[] {
  const wanted = plain(folderOf(settings.paths.manifest));
  const others = grouped(hosts, ({ facts }) => {
    const folder = facts.kubelet?.staticPodPath;
    return folder && plain(folder) !== wanted ? plain(folder) : undefined;
  });
  const told = [...others.values()].flat();
  const missing = keysOf(hosts.filter((host) => host.facts.manifestsFolderExists === false && !told.includes(host) && otherDistribution(host.facts) === undefined));
  return [
    ...(missing.length === 0 ? [] : [report("manifests-folder-missing", missing, `${HostsText(missing)} ${missing.length === 1 ? "has" : "have"} no folder ${wanted}.`)]),
    ...[...others].map(([folder, same]) => differs(folder, wanted, keysOf(same))),
  ];
}

function differs(folder: string, wanted: string, keys: readonly string[]): Finding {
  const distribution = distributionOf(folder);
  const remedy = distribution === undefined ? `Set \`paths.manifests\` to \`${folder}\`.` : `Set \`distribution\` to \`${distribution}\`, or \`paths.manifests\` to that folder.`;
  return report("manifests-folder-differs", keys, `kubelet of ${hostsText(keys)} reads static Pods from ${folder}, while the manifest belongs to ${wanted}.`, remedy);
}

function checkStrays({ settings }: Scene, { key, facts }: SeenHost): Finding[] {
  const { manifestFiles = [], record } = facts;
  const recorded = isRecorded(facts);
  // Where the path was changed, the agent takes the old file away itself.
  const own = [settings.paths.manifest, record?.manifestPath];
  const strays = manifestFiles.filter((file) => file.definesKubeVip && file.readByKubelet && !own.includes(file.path));
  if (strays.length === 0 || recorded === undefined) return [];
  const shown = strays.map(({ path, sha256 }) => (sha256 !== "" && sha256 === record?.filledSha256 ? `${path} (a copy of the manifest)` : path));
  return [report(recorded ? "manifest-twice" : "manifest-stray", [key], `On host ${key} ${listed(shown)} ${strays.length === 1 ? "defines a kube-vip" : "define kube-vips"} too, in a folder of which kubelet reads every file.`)];
}
