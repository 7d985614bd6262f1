// What `status` says, as plain data; with --json it is printed as it is, so fields are added, never renamed or removed.
import type { Finding } from "../../components/plan/findings/finding";

/** `healthy`, `degraded`: it answers, but something is wrong. `down`: the VIP does not answer. `unseen`: nobody could ask it. */
export type Verdict = "healthy" | "degraded" | "down" | "unseen";

export interface ClusterStatus {
  /** Of this shape. */
  readonly format: 1;
  /** When it was looked, ISO 8601, UTC. */
  readonly at: string;
  /** `https://192.168.1.100:6443`, of the first VIP. */
  readonly endpoint: string;
  readonly vips: readonly string[];
  readonly verdict: Verdict;
  /** Why it is not healthy, a sentence each; when healthy, what shows it. */
  readonly reasons: readonly string[];
  /** Hosts that have the VIP on an interface; one, but where every host announces it. */
  readonly holders: readonly HolderStatus[];
  /** Absent without election, and where no host could read it. */
  readonly lease?: LeaseStatus;
  /** Only where kube-vip is to serve Services. */
  readonly services?: ServicesStatus;
  /** By host key, in the order of the settings. */
  readonly hosts: Readonly<Record<string, HostStatus>>;
  readonly findings: readonly Finding[];
}

export interface HolderStatus {
  readonly host: string;
  /** Empty when unknown. */
  readonly node: string;
  readonly vip: string;
  readonly interface: string;
  /** Empty when it has none, as `lo`. */
  readonly mac: string;
}

export interface LeaseStatus {
  readonly name: string;
  /** Name of the Node that holds it; empty when nobody does. */
  readonly holder: string;
  /** Milliseconds since it was renewed. */
  readonly ageMs: number;
  readonly durationSeconds: number;
  readonly transitions: number;
}

export interface ServicesStatus {
  /** By which the holder of all their addresses is elected; absent where each has a lease of its own or none, and where no host could read it. */
  readonly lease?: LeaseStatus;
  /** Those that kube-vip has given an address; absent where no host could read them. */
  readonly served?: readonly ServedStatus[];
}

export interface ServedStatus {
  /** `default/web`. */
  readonly service: string;
  readonly addresses: readonly string[];
  /** Keys of the hosts that have an address of it on an interface. By BGP none need have. */
  readonly hosts: readonly string[];
}

/** `ok`; `drifted`: something is not as the component left it; `other-settings`: it runs what an earlier `up` wrote; `absent`: not installed; `unknown`. */
export type ManifestState = "ok" | "drifted" | "other-settings" | "absent" | "unknown";

export interface HostStatus {
  readonly reached: boolean;
  /** Why it was not reached. */
  readonly reason?: string;
  /** Name of its Node; empty when unknown. */
  readonly node: string;
  /** The VIPs that it has on an interface. */
  readonly holds: readonly string[];
  /** `/healthz` of each VIP from this host. A holder's own answer shows nothing of the network. */
  readonly healthz: readonly VipAnswer[];
  /** Absent when none runs or nobody could tell; with several, the newest. */
  readonly kubeVip?: KubeVipStatus;
  /** How many kube-vip processes run; absent when unknown. */
  readonly kubeVips?: number;
  readonly manifest: ManifestState;
  /** What is not as the component left it, a clause each. */
  readonly drift: readonly string[];
  /** What `pulumi up` would change beside that: settings, or an agent of another version. */
  readonly pending: readonly string[];
  /** The host's own API server. Absent when it could not be asked. */
  readonly apiServer?: Answer;
}

export interface Answer {
  /** 200; 401 and 403 also show that it answers; 0 without an answer. */
  readonly httpCode: number;
  readonly latencyMs: number;
  readonly ok: boolean;
  /** What failed; empty when it answered. */
  readonly failure: string;
}

export interface VipAnswer extends Answer {
  readonly vip: string;
  /** The host holds this VIP itself. */
  readonly own: boolean;
}

export interface KubeVipStatus {
  /** Tag of its image; empty when the container runtime could not tell. */
  readonly version: string;
  /** ISO 8601, UTC, by the observer's clock. */
  readonly started: string;
  readonly upSeconds: number;
}
