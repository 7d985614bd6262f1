// The typed outputs of KubeVip.
import type { AccessReport, HostReport, WitnessReport } from "./hosts/reports";
import type { Settings } from "./settings/settings";

/** What runs on one control-plane host. */
export interface HostStatus {
  /** `running`; or `pending`, where the host is no control plane yet (`bootstrap`) and what follows is empty. */
  phase: string;
  /** Path of the static Pod manifest. */
  manifestPath: string;
  /** SHA-256 of the manifest as `manifests` shows it, 64 hexadecimal digits. */
  manifestSha256: string;
  /** Name by which kube-vip logs in to the API server, `pulumi-kube-vip:cp1`; empty where it uses the kubeconfig's login (`access`). */
  user: string;
  /** Until when that login is valid, as openssl writes it, `Nov 29 21:26:00 2027 GMT`; empty without one. */
  userExpires: string;
  /** Image reference in the manifest. */
  image: string;
  /** Digest of the image that runs, `sha256:...`; empty where neither the mirror Pod nor crictl or docker could tell. */
  imageDigest: string;
  /** Id of the running container. */
  containerId: string;
  /** When the running kube-vip process started, UTC, `2026-01-31T12:00:00Z`. */
  startedAt: string;
  /** Interface that carries the VIP when this host holds it. */
  interface: string;
  /** IPVS modules that were made sure of; empty without load balancing. */
  modules: string[];
  /** When the manifest that runs now was put in place, UTC. */
  appliedAt: string;
}

/** From what a host reported when it was done, and of kube-vip's own login, what it saw as a witness, and the settings it was made from. */
export function hostStatus([report, access, witness, settings]: readonly [HostReport, AccessReport, WitnessReport, Settings]): HostStatus {
  return {
    phase: report.pending ? "pending" : "running",
    manifestPath: report.manifest.path,
    manifestSha256: report.manifest.sha256,
    user: access.user,
    userExpires: access.expires,
    image: settings.image.reference,
    imageDigest: witness.imageDigest,
    containerId: report.containerId,
    startedAt: report.startedAt,
    interface: report.interface,
    modules: report.modules,
    appliedAt: report.appliedAt,
  };
}
