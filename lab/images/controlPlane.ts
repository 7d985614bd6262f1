// The images of a control plane that kubeadm runs as static Pods.
import { readFile } from "node:fs/promises";
import type { Say } from "../cache";
import { ensureGoProgram } from "../toolchain/goBuild";
import { etcd, kubeApiserver, kubeControllerManager, kubernetesVersion, kubeScheduler, type GoProgram } from "../toolchain/goPrograms";
import type { ImageArchive } from "../toolchain/types";
import { ensureArchive, executable } from "./archive";
import type { TarEntry } from "./tarFile";

/** kubeadm's manifests name the program without a path, so it must be on the image's PATH. */
const folders = ["usr/", "usr/local/", "usr/local/bin/"];

// Source of the names: `kubeadm config images list --kubernetes-version v1.34.4`.
const images: readonly (readonly [program: GoProgram, reference: string])[] = [
  [kubeApiserver, `registry.k8s.io/kube-apiserver:${kubernetesVersion}`],
  [kubeControllerManager, `registry.k8s.io/kube-controller-manager:${kubernetesVersion}`],
  [kubeScheduler, `registry.k8s.io/kube-scheduler:${kubernetesVersion}`],
  [etcd, "registry.k8s.io/etcd:3.6.5-0"],
];

/** All that kubeadm would pull, but for the pause image, which is on the hosts' disk, and the addons. */
export async function ensureControlPlaneImages(say: Say): Promise<ImageArchive[]> {
  const archives: ImageArchive[] = [];
  for (const [program, reference] of images) archives.push(...(await ensureImage(program, reference, say)));
  return archives;
}

async function ensureImage(program: GoProgram, reference: string, say: Say): Promise<ImageArchive[]> {
  const built = await ensureGoProgram(program, say);
  const path = `${folders.at(-1)}${program.name}`;
  const content = async () => {
    const files: TarEntry[] = [...folders.map((folder) => ({ path: folder, directory: true as const })), { path, content: await readFile(built), mode: executable }];
    return { entrypoint: `/${path}`, files };
  };
  return ensureArchive(`image-${program.name}`, [built], [reference], content, say);
}
