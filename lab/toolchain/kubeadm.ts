// What a real kubeadm needs on a host beyond the lab's own programs: built only when a test asks, never for a lab alone.
import type { Say } from "../cache";
import { ensureControlPlaneImages } from "../images/controlPlane";
import { ensureGoProgram } from "./goBuild";
import { kubeadm } from "./goPrograms";
import type { ImageArchive } from "./types";

export interface KubeadmParts {
  /** Absolute path of the program, in the cache. */
  readonly kubeadm: string;
  /** What it would pull for a control plane without addons; the pause image is on the hosts' disk. */
  readonly images: readonly ImageArchive[];
}

/** From the cache or built. Where a lab was built before, that takes about 100 s on two cores, and then some milliseconds. */
export async function ensureKubeadm(say: Say): Promise<KubeadmParts> {
  return { kubeadm: await ensureGoProgram(kubeadm, say), images: await ensureControlPlaneImages(say) };
}
