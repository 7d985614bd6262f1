// Where each Kubernetes distribution keeps what kube-vip needs on a host.
import type { Distribution } from "./choices";

/** Paths of a distribution; `{kubernetes}` stands for the folder of Kubernetes' configuration. */
export interface DistributionPaths {
  /** Folder of Kubernetes' configuration, absolute. */
  readonly kubernetes: string;
  /** Folder of kubelet's static Pods. */
  readonly manifests: string;
  /** A kubeconfig that may write leases and watch nodes. */
  readonly kubeconfig: string;
  /** Folder whose `bin` holds crictl or docker. */
  readonly programs: string;
}

/** One row for each distribution; a new one needs a word in choices.ts and a row here. */
export const DISTRIBUTIONS: Readonly<Record<Distribution, DistributionPaths>> = {
  /** kubeadm's constants: KubernetesDir, ManifestsSubDirName and AdminKubeConfigFileName (cmd/kubeadm/app/constants). */
  kubeadm: {
    kubernetes: "/etc/kubernetes",
    manifests: "{kubernetes}/manifests",
    kubeconfig: "{kubernetes}/admin.conf",
    programs: "/opt/kubernetes",
  },
  /** The Ansible role's defaults: kube_base_dir, kube_vip_manifest_path, kube_vip_kubeconfig_path and base_dir. */
  binary: {
    kubernetes: "/etc/kubernetes",
    manifests: "{kubernetes}/manifests",
    kubeconfig: "{kubernetes}/admin.kubeconfig",
    programs: "/opt/kubernetes",
  },
};

/** A distribution's paths below `kubernetes`, which is the distribution's own folder unless it is given. */
export function distributionPaths(distribution: Distribution, kubernetes?: string): DistributionPaths {
  const row = DISTRIBUTIONS[distribution];
  const base = kubernetes ?? row.kubernetes;
  const below = (path: string) => path.replace("{kubernetes}", () => base);
  return { kubernetes: base, manifests: below(row.manifests), kubeconfig: below(row.kubeconfig), programs: row.programs };
}
