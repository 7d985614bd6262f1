// What is true on one host, as read over SSH. Plain data: the plan judges it, `status` shows it.
import type { ApiServerFacts, KubeconfigFacts } from "./parts/apiServer";
import type { ClusterFacts } from "./parts/cluster";
import type { KubeVipProcess, ManifestFile } from "./parts/kubeVip";
import type { InterfaceFacts, RouteFacts } from "./parts/network";
import type { RecordFacts } from "./parts/record";
import type { KubeletFacts, ListenerFacts, ModuleState, ProgramFacts, SystemFacts } from "./parts/system";
import type { IpvsService, VipFacts } from "./parts/vip";

export type * from "./parts/apiServer";
export type * from "./parts/cluster";
export type * from "./parts/kubeVip";
export type * from "./parts/network";
export type * from "./parts/record";
export type * from "./parts/system";
export type * from "./parts/vip";

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
  /** Paths at which some distribution keeps the administrator's kubeconfig, and where a file is. */
  readonly kubeconfigs?: readonly string[];
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
