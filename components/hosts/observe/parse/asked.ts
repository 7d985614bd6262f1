// What the script was asked to look at: it repeats its options.
import type { Answer } from "../answer";

export interface Asked {
  readonly vips: readonly string[];
  readonly modules: readonly string[];
  readonly manifests: string;
  readonly kubeconfig: string;
  readonly interface?: string;
  readonly leaseNamespace: string;
  readonly leaseName: string;
  /** Services of type LoadBalancer. */
  readonly services: boolean;
  readonly servicesLease: boolean;
  readonly repository: string;
  /** Where the host's own API server is asked. */
  readonly apiUrl: string;
}

function list(value = ""): string[] {
  return value.split(",").filter((word) => word !== "");
}

function apiUrl(address: string | undefined, port = "6443"): string {
  if (address === undefined) return `https://kubernetes:${port}`;
  return address.includes("://") ? address.replace(/\/$/, "") : `https://${address}`;
}

export function readAsked(answer: Answer): Asked {
  const given = answer.values("options");
  return {
    vips: list(given.vips),
    modules: list(given.modules),
    manifests: given.manifests ?? "",
    kubeconfig: given.kubeconfig ?? "",
    interface: given.interface,
    leaseNamespace: given.leaseNamespace ?? "",
    leaseName: given.leaseName ?? "",
    services: given.services === "yes",
    servicesLease: (given.servicesLease ?? "") !== "",
    repository: given.repository ?? "",
    apiUrl: apiUrl(given.kubernetesAddress, given.apiPort),
  };
}
