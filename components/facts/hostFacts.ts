// What is true on one host, as read over SSH. Plain data: the plan judges it, `status` shows it.

/** A part is `undefined` when it could not be read; `HostFacts.gaps` then says why. Times are the host's own. */
export interface HostFacts {
  /**
   * Only `interfaces`, `vips` (who has them), `modules` (present ones as loaded), `manifestFiles`, `kubeVips` (without image and start) and `record` were
   * read, by root, since more was not asked for. Nothing of the rest is a gap.
   */
  readonly brief?: true;
  readonly system: SystemFacts;
  readonly interfaces?: readonly InterfaceFacts[];
  readonly routes?: readonly RouteFacts[];
  /** One for each VIP of the settings, in their order. */
  readonly vips?: readonly VipFacts[];
  /** Listening TCP sockets on the ports that kube-vip and the VIP need. */
  readonly listeners?: readonly ListenerFacts[];
  /** By name, for the modules that the settings need. */
  readonly modules?: Readonly<Record<string, ModuleState>>;
  /** TCP services of IPVS at the VIP's port; absent without load balancing. */
  readonly ipvs?: readonly IpvsService[];
  /** By name as in `/proc/sys` with dots, `net.ipv4.ip_forward`; those that do not exist are left out. */
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly kubelet?: KubeletFacts;
  /** Whether the folder exists in which the settings put the manifest. */
  readonly manifestsFolderExists?: boolean;
  /** Programs that are not installed, of those that looking at the host and changing it need. */
  readonly missingPrograms?: readonly string[];
  /** Files of kubelet's static Pod folder, hidden ones included, and of the place where the manifest of this component belongs. */
  readonly manifestFiles?: readonly ManifestFile[];
  /** Every process called kube-vip. */
  readonly kubeVips?: readonly KubeVipProcess[];
  /** Other programs that manage virtual IPs, by process name: `keepalived`, `haproxy`, `ucarp`, `vrrpd`, `corosync`, `pacemakerd`. */
  readonly otherVipManagers?: readonly ProgramFacts[];
  readonly apiServer?: ApiServerFacts;
  readonly kubeconfig?: KubeconfigFacts;
  readonly cluster?: ClusterFacts;
  /** The kube-vip images that the container runtime has, whole references. */
  readonly images?: readonly string[];
  /** What an agent of ours recorded here; absent fields were never recorded. */
  readonly record?: RecordFacts;
  /** What could not be read, and why. */
  readonly gaps: readonly Gap[];
}

export interface Gap {
  /** Name of the field of `HostFacts`, or a path in it: `cluster.lease`, `apiServer.certificate`, `vips.0.answeredBy`. */
  readonly part: string;
  /** One sentence. */
  readonly reason: string;
}

export interface SystemFacts {
  /** `PRETTY_NAME` of os-release. */
  readonly os: string;
  /** `ID` of os-release, `debian`. */
  readonly osId: string;
  readonly kernel: string;
  /** As `uname -m`. */
  readonly arch: string;
  readonly hostName: string;
  /** Empty when there is no /etc/machine-id. */
  readonly machineId: string;
  readonly bootId: string;
  readonly uptimeSeconds: number;
  /** The host's clock minus the observer's, milliseconds; the round trip makes it uncertain by `clockUncertaintyMs`. */
  readonly clockOffsetMs: number;
  readonly clockUncertaintyMs: number;
  /** Reading ran as root, straight or by `sudo -n`. Without it most other parts are missing. */
  readonly root: boolean;
}

export interface InterfaceFacts {
  readonly name: string;
  readonly mac: string;
  /** Administratively up, and with carrier. */
  readonly up: boolean;
  readonly carrier: boolean;
  readonly loopback: boolean;
  /** As `ip -d link` says: `bond`, `bridge`, `vlan`, `dummy`, `veth`, `vxlan` ...; empty for a plain device. */
  readonly kind: string;
  /** The bond or bridge that this one is a slave of. */
  readonly master?: string;
  readonly mtu: number;
  readonly arp: boolean;
  readonly addresses: readonly InterfaceAddress[];
}

export interface InterfaceAddress {
  readonly address: string;
  readonly prefixLength: number;
  /** `global`, `link`, `host`. */
  readonly scope: string;
  readonly tentative: boolean;
  readonly dadFailed: boolean;
  readonly deprecated: boolean;
}

export interface RouteFacts {
  readonly family: 4 | 6;
  /** `default`, or an address with prefix length. */
  readonly destination: string;
  readonly gateway?: string;
  readonly interface: string;
  /** The preferred source address. */
  readonly source?: string;
  readonly metric?: number;
}

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

export interface ListenerFacts {
  readonly port: number;
  /** `*`, or the address. */
  readonly address: string;
  /** Name of the process; empty when unknown. */
  readonly process: string;
  readonly pid?: number;
}

export type ModuleState = "builtin" | "loaded" | "loadable" | "missing";

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

export interface ProgramFacts {
  readonly name: string;
  readonly pid: number;
}

export interface KubeletFacts {
  readonly running: boolean;
  /** `v1.34.4`; empty when unknown. */
  readonly version: string;
  /** From `--pod-manifest-path` or the config file; absent when neither tells. */
  readonly staticPodPath?: string;
  /** `--node-ip`; empty when kubelet was started without; absent where that is not to be seen, as inside of k3s. */
  readonly nodeIp?: string;
  /** Name of this host's Node. */
  readonly nodeName: string;
}

export interface ManifestFile {
  readonly path: string;
  /** Octal, `600`. */
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Seconds since the epoch. */
  readonly modified: number;
  /** It holds a container whose image is a kube-vip. */
  readonly definesKubeVip: boolean;
  /** kubelet skips names that begin with a dot. */
  readonly readByKubelet: boolean;
}

export interface KubeVipProcess {
  readonly pid: number;
  /** Seconds since the epoch. */
  readonly started: number;
  /** 64 hexadecimal digits; empty when it runs in no container. */
  readonly containerId: string;
  /** As the container runtime names it; empty when no client was there to ask. */
  readonly image: string;
  readonly imageDigest: string;
  /** All names that the host has for this image. Absent when nothing told them. */
  readonly imageNames?: readonly string[];
  /** Its environment without secrets: the values of `bgp_peerpass`, `bgp_peers` and whatever looks like a credential are `(secret)`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Names of the variables that differ from those of the last good manifest recorded on the host; compared there. Absent when nothing is recorded. */
  readonly differs?: readonly string[];
}

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

export interface RecordFacts {
  /** `STACK::PROJECT::TYPE::NAME#KEY`. */
  readonly owner: string;
  readonly manifestPath: string;
  /** Of the last good manifest as the program shows it, with placeholders. */
  readonly manifestSha256: string;
  /** Of the same with placeholders filled in, as it lies in the folder. */
  readonly filledSha256: string;
  /** The file of BGP peers that this manifest mounts; absent when it mounts none. */
  readonly peersFile?: PeersFileFacts;
  /** Absent where no text of it is recorded, or there is none now. */
  readonly kubeconfig?: RecordedKubeconfig;
  /** kube-vip's own login; absent where it was recorded to use the kubeconfig's. */
  readonly access?: AccessFacts;
  /** ISO 8601, UTC. */
  readonly applied: string;
  /** Of the agent's script on the host; empty when it is not there. */
  readonly agentSha256: string;
  /** That ran the manifest when it was applied, 64 hexadecimal digits. As long as it runs, so does its image. Empty when it ran in none. */
  readonly containerId: string;
  /** /etc/machine-id when an agent was installed here last, and the address at which that one was reached; absent where that is not recorded. */
  readonly machineId?: string;
  readonly reachedAt?: string;
  /** What this host knows of the last rollout that it took part in; absent where there was none, or its version did not tell. */
  readonly fellows?: FellowFacts;
  /** Its manifest is there for a cluster that is to begin here, and has the login of the beginning. */
  readonly bootstrap?: true;
  /** How often drift was repaired here. */
  readonly repairs: number;
  /** Of the manifest that failed last and is refused until something changes; empty when there is none. */
  readonly failedSha256: string;
  /** Why it failed. */
  readonly failedReason: string;
  /** `rollout.retry` as it then was. */
  readonly failedRetry?: string;
  /** The host's boot id then. */
  readonly failedBoot?: string;
  /** Why the last proof that this host took part in failed; absent when it did not. */
  readonly unproven?: string;
  /** The Node that had the VIP at the last proof, where it was not this host's. */
  readonly holderElsewhere?: string;
  /** The rollout that holds this host now. */
  readonly lock?: LockFacts;
}

export interface FellowFacts {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Machine ids of the hosts that were seen then, by key. */
  readonly machines: Readonly<Record<string, string>>;
}

/** The kubeconfig that was there when the manifest was applied, and the one that is there now. */
export interface RecordedKubeconfig {
  readonly path: string;
  readonly recordedSha256: string;
  readonly sha256: string;
  /** Seconds since the epoch. */
  readonly modified: number;
}

export interface AccessFacts {
  /** Absent when there is none any more. */
  readonly certificate?: CertificateFacts;
  /** Of the file with certificate and key: octal, `600`; empty when it is gone. */
  readonly mode: string;
  readonly owner: string;
  /** Its kubeconfig names another CA than the host's. Absent when it does not, or that was not looked at. */
  readonly otherCa?: true;
}

export interface PeersFileFacts {
  readonly path: string;
  /** Octal, `600`; empty when the file is gone. */
  readonly mode: string;
  readonly owner: string;
}

export interface LockFacts {
  /** Who: `ada@laptop, prod::infra::kube-vip:index:KubeVip::prod`. */
  readonly who: string;
  /** Names the rollout, to end it by name. */
  readonly run: string;
  /** Seconds it has been held, by the monotonic clock. */
  readonly heldSeconds: number;
  /** Its holder is alive on the host. */
  readonly alive: boolean;
  /** Whose: `STACK::PROJECT::TYPE::NAME`. */
  readonly owner: string;
  /** Its program has ended, so it gives the host free by itself. */
  readonly ending: boolean;
}
