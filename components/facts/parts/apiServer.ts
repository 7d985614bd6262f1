// The host's API server, and the kubeconfig by which it is asked.
import type { HealthzFacts } from "./vip";

export interface ApiServerFacts {
  /** Where kube-vip on this host asks it. */
  readonly url: string;
  readonly healthz: HealthzFacts;
  /** What answers kube-vip, which asks without credentials, before it announces the VIP. Absent where nothing gates announcements. */
  readonly gate?: HealthzFacts;
  readonly certificate?: CertificateFacts;
  /** Writes of leases in etcd since the API server started, from its own metrics. */
  readonly leaseWrites?: LatencyFacts;
  /** When its process started, seconds since the epoch. */
  readonly started?: number;
}

export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** DNS names and IP addresses. */
  readonly names: readonly string[];
  /** Seconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface LatencyFacts {
  readonly count: number;
  readonly meanMs: number;
  /** Upper bound of the histogram's bucket that holds the 99th percentile; Infinity beyond the last. */
  readonly p99Ms: number;
}

export interface KubeconfigFacts {
  readonly path: string;
  readonly kind: "file" | "folder" | "missing";
  readonly mode: string;
  readonly owner: string;
  /** Seconds since the epoch. */
  readonly modified: number;
  /** How it logs in; `none` when it holds neither certificate nor token. Absent when the file could not be taken apart. */
  readonly login?: "certificate" | "token" | "none";
  /** Of the client certificate in it. */
  readonly certificate?: CertificateFacts;
  /** `https://...` of its cluster. */
  readonly server: string;
  /** Whether its user may do what kube-vip's election needs, asked of the API server. Absent when it could not be asked. */
  readonly mayManageLeases?: boolean;
  /** The same for what kube-vip does with Services and their EndpointSlices; only where it is to serve them. */
  readonly mayServeServices?: boolean;
}
