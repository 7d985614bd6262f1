// The images the lab's hosts import, each a cached docker-archive.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { cached, type Say } from "../cache";
import { ensurePause } from "../toolchain/cBuild";
import { ensureGoProgram } from "../toolchain/goBuild";
import { kubeVip, kubeVipVersions, type KubeVipVersion } from "../toolchain/goPrograms";
import type { ImageArchive } from "../toolchain/types";
import { packageFingerprint, unpackPackages } from "../toolchain/debianPackages";
import { ensureArchive, executable } from "./archive";
import { iptablesPackages, legacyIptables } from "./legacyIptables";
import type { TarEntry } from "./tarFile";

/** An image that starts and stays up but is not kube-vip: what a wrong `image` setting looks like on a host. */
export const notKubeVip = "lab.local/not-kube-vip:broken";

/** containerd 1.6's sandbox image, and the one that kubeadm v1.34 names (`kubeadm config images list`). */
const pauseReferences = ["registry.k8s.io/pause:3.6", "registry.k8s.io/pause:3.10.1"];

/** The version whose `-iptables` variant the lab has, for `masquerade`. */
const iptablesVariant: KubeVipVersion = "v1.2.1";

/** All images of the lab; the newest kube-vip's first. What is not in the cache is built, programs included. */
export async function ensureImages(say: Say): Promise<ImageArchive[]> {
  const archives = await ensurePauseImages(say);
  for (const version of kubeVipVersions) {
    archives.push(...(await ensureKubeVipImage(version, say)));
    if (version === iptablesVariant) archives.push(...(await ensureIptablesImage(version, say)));
  }
  return archives;
}

async function ensurePauseImages(say: Say): Promise<ImageArchive[]> {
  const pause = await ensurePause(say);
  const program = async (name: string): Promise<TarEntry[]> => [{ path: name, content: await readFile(pause), mode: executable }];
  return [
    ...(await ensureArchive("image-pause", [pause], pauseReferences, async () => ({ entrypoint: "/pause", files: await program("pause") }), say)),
    // Under kube-vip's own name, so that it starts whether or not the Pod names the command.
    ...(await ensureArchive("image-not-kube-vip", [pause], [notKubeVip], async () => ({ entrypoint: "/kube-vip", files: await program("kube-vip") }), say)),
  ];
}

async function ensureKubeVipImage(version: KubeVipVersion, say: Say): Promise<ImageArchive[]> {
  const program = await ensureGoProgram(kubeVip(version), say);
  const content = async () => ({ entrypoint: "/kube-vip", files: [await kubeVipFile(program)] });
  return ensureArchive(`image-kube-vip-${version.slice(1)}`, [program], [`ghcr.io/kube-vip/kube-vip:${version}`], content, say);
}

/** Like kube-vip's own `-iptables` image, but with iptables-legacy alone: the hosts' kernel has no nf_tables for IPv4 and IPv6. */
async function ensureIptablesImage(version: KubeVipVersion, say: Say): Promise<ImageArchive[]> {
  const program = await ensureGoProgram(kubeVip(version), say);
  const unpack = (dir: string) => {
    say("fetching Debian's iptables");
    return unpackPackages(iptablesPackages, join(dir, "root"));
  };
  const packages = await cached("legacy-iptables", [await packageFingerprint(iptablesPackages)], unpack, say);
  const content = async () => ({ entrypoint: "/kube-vip", files: [...(await legacyIptables(join(packages, "root"))), await kubeVipFile(program)] });
  return ensureArchive(`image-kube-vip-iptables-${version.slice(1)}`, [program, packages], [`ghcr.io/kube-vip/kube-vip-iptables:${version}`], content, say);
}

async function kubeVipFile(program: string): Promise<TarEntry> {
  return { path: "kube-vip", content: await readFile(program), mode: executable };
}
