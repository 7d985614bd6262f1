// What the cluster says, asked by one of its hosts.

/** A part that is absent without a gap does not exist: the API server says that there is no such lease, ConfigMap and so on. */
export interface ClusterFacts {
  readonly lease?: LeaseFacts;
  /** Nodes with the control-plane role. */
  readonly controlPlaneNodes?: readonly NodeFacts[];
  readonly kubeProxy?: KubeProxyFacts;
  readonly podCidrs?: readonly string[];
  readonly serviceCidrs?: readonly string[];
  /** DaemonSets whose containers run a kube-vip image, `kube-system/kube-vip-ds`. */
  readonly kubeVipDaemonSets?: readonly string[];
  /** DaemonSets of k3s's servicelb, by which it serves Services, `kube-system/svclb-web-1a2b3c4d`. */
  readonly serviceLbDaemonSets?: readonly string[];
  /** Services of type LoadBalancer; only where kube-vip is to serve Services. */
  readonly loadBalancers?: readonly LoadBalancerFacts[];
  /** The lease by which the holder of all Services' addresses is elected; only where there is one for all. */
  readonly servicesLease?: LeaseFacts;
}

/** A Service of type LoadBalancer. */
export interface LoadBalancerFacts {
  /** `default/web`. */
  readonly service: string;
  /** `spec.loadBalancerClass`. */
  readonly class?: string;
  /** Addresses or names that it asks for: `kube-vip.io/loadbalancerIPs`, else `spec.loadBalancerIP`. */
  readonly asks: readonly string[];
  /** Addresses in its status. */
  readonly has: readonly string[];
  /** The Node whose kube-vip was the last to give it its addresses (`kube-vip.io/vipHost`); absent when none did. */
  readonly node?: string;
  /** `kube-vip.io/ignore`. */
  readonly ignored: boolean;
  /** Others that serve it, by what they write on it: `a cloud controller` (its finalizer, without the label of kube-vip's own cloud provider), `MetalLB`. */
  readonly servedBy: readonly string[];
}

export interface LeaseFacts {
  /** Name of the Node that holds it; empty when nobody does. */
  readonly holder: string;
  /** Milliseconds since it was renewed, by the host's clock. */
  readonly ageMs: number;
  readonly durationSeconds: number;
  readonly transitions: number;
}

export interface NodeFacts {
  readonly name: string;
  readonly internalIps: readonly string[];
  readonly ready: boolean;
  readonly kubeletVersion: string;
  readonly machineId: string;
}

export interface KubeProxyFacts {
  /** `iptables`, `ipvs`, `nftables`; empty means the default. */
  readonly mode: string;
  readonly strictArp: boolean;
  readonly excludeCidrs: readonly string[];
}
