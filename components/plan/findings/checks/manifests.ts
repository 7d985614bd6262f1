// Manifests of kube-vip on the host besides the one of this component.
import type { ManifestFile } from "../../../facts/hostFacts";
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import type { Scene, SeenHost } from "../scene";
import { count, grouped, hostsText, keysOf, listed } from "../text";

export const manifestsFamily = findingFamily("Manifests", {
  "manifest-stray": {
    severity: "error",
    title: "Another file in kubelet's folder defines a kube-vip",
    meaning: "kubelet runs every file of the folder whose name does not begin with a dot, whatever its ending, so two kube-vips would run with different settings (kubernetes #136962).",
    seen: "A file that kubelet reads holds a container with a kube-vip image, and is neither the manifest of this component nor a copy of it.",
    remedy: "Move the file out of the folder; keep copies elsewhere.",
  },
  "manifest-copied": {
    severity: "warning",
    title: "A copy of this component's manifest lies in kubelet's folder",
    meaning: "kubelet reads it as a second definition of the same Pod; later, when the manifest has changed, the copy brings the old settings back.",
    seen: "A file that kubelet reads has the very content of the recorded manifest, under another name.",
    remedy: "`pulumi up` moves it away; keep copies outside the folder.",
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
  return [...others].map(([folder, same]) =>
    report("manifests-folder-differs", keysOf(same), `kubelet of ${hostsText(keysOf(same))} reads static Pods from ${folder}, while the manifest belongs to ${wanted}.`, `Set \`paths.manifests\` to \`${folder}\`.`));
}

function checkStrays({ settings }: Scene, { key, facts }: SeenHost): Finding[] {
  const { manifestFiles = [], record } = facts;
  // Where the path was changed, the agent takes the old file away itself.
  const own = [settings.paths.manifest, record?.manifestPath];
  const strays = manifestFiles.filter((file) => file.definesKubeVip && file.readByKubelet && !own.includes(file.path));
  const isCopy = ({ sha256 }: ManifestFile): boolean => sha256 !== "" && sha256 === record?.filledSha256;
  return [...told("manifest-stray", key, strays.filter((file) => !isCopy(file))), ...told("manifest-copied", key, strays.filter(isCopy))];
}

function told(id: "manifest-stray" | "manifest-copied", key: string, files: readonly ManifestFile[]): Finding[] {
  if (files.length === 0) return [];
  const paths = listed(files.map(({ path }) => path));
  const what = id === "manifest-stray" ? (files.length === 1 ? "defines a kube-vip of its own" : "define kube-vips of their own") : `${files.length === 1 ? "is a copy" : "are copies"} of the manifest`;
  return [report(id, [key], `On host ${key} ${count(files.length, "file")} that kubelet reads ${what}: ${paths}.`)];
}
