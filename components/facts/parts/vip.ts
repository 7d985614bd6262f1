// The VIP as it is seen from one host, and the kernel's load balancer behind it.

export interface VipFacts {
  readonly vip: string;
  /** Interface that has the address; absent when the host does not hold it. */
  readonly interface?: string;
  readonly prefixLength?: number;
  /** MACs that answered an ARP or neighbour probe from this host, lower case. Absent when it could not be asked, as where the host holds the VIP itself or it is not on-link. */
  readonly answeredBy?: readonly string[];
  /** Interface that the probe went out of. */
  readonly probedFrom?: string;
  /** A connection to `/healthz` with the cluster's CA. Absent when the kubeconfig could not be used. */
  readonly healthz?: HealthzFacts;
}

export interface HealthzFacts {
  /** 0 without an answer. */
  readonly httpCode: number;
  /** Milliseconds, whole exchange. */
  readonly latencyMs: number;
  /** curl's words about what failed; empty when it answered. */
  readonly failure: string;
}

export interface IpvsService {
  readonly address: string;
  readonly port: number;
  /** `rr`. */
  readonly scheduler: string;
  readonly backends: readonly IpvsBackend[];
}

export interface IpvsBackend {
  readonly address: string;
  readonly port: number;
  /** `Local`, `Masq`, `Route` or `Tunnel`, as the kernel names it (bypass is `Masq` there). */
  readonly forward: string;
  /** 0: it gets no new connections. */
  readonly weight: number;
}
