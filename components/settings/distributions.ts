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
  /** docs.rke2.io/reference/cli_tools for kubeconfig and programs; agent/pod-manifests, where its own control plane lies, as support-tools #237 lists it. */
  rke2: {
    kubernetes: "/var/lib/rancher/rke2",
    manifests: "{kubernetes}/agent/pod-manifests",
    kubeconfig: "/etc/rancher/rke2/rke2.yaml",
    programs: "/var/lib/rancher/rke2",
  },
  /** The same layout (kube-vip #830, kairos provider #520). Its crictl is on PATH, a link to k3s that knows its own configuration. */
  k3s: {
    kubernetes: "/var/lib/rancher/k3s",
    manifests: "{kubernetes}/agent/pod-manifests",
    kubeconfig: "/etc/rancher/k3s/k3s.yaml",
    programs: "/var/lib/rancher/k3s",
  },
  /** kube-vip's guide for k0sctl (kube-vip #650) has the folder in /etc/k0s; the kubeconfig is where k0s keeps its own (docs.k0sproject.io, Install). It brings neither crictl nor docker. */
  k0s: {
    kubernetes: "/var/lib/k0s",
    manifests: "/etc/k0s/manifests",
    kubeconfig: "{kubernetes}/pki/admin.conf",
    programs: "/var/lib/k0s",
  },
};

const NAMES = Object.keys(DISTRIBUTIONS) as Distribution[];

/** The distribution that keeps its static Pods in this folder, where only one does. */
export function distributionOf(manifests: string): Distribution | undefined {
  const fitting = NAMES.filter((name) => distributionPaths(name).manifests === manifests);
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** The distribution that keeps the administrator's kubeconfig at this path. */
export function distributionWith(kubeconfig: string): Distribution | undefined {
  return NAMES.find((name) => distributionPaths(name).kubeconfig === kubeconfig);
}

/** Where each distribution keeps the administrator's kubeconfig. */
export function kubeconfigPaths(): string[] {
  return NAMES.map((name) => distributionPaths(name).kubeconfig);
}

/** A distribution's paths below `kubernetes`, which is the distribution's own folder unless it is given. */
export function distributionPaths(distribution: Distribution, kubernetes?: string): DistributionPaths {
  const row = DISTRIBUTIONS[distribution];
  const base = kubernetes ?? row.kubernetes;
  const below = (path: string) => path.replace("{kubernetes}", () => base);
  return { kubernetes: base, manifests: below(row.manifests), kubeconfig: below(row.kubeconfig), programs: row.programs };
}
