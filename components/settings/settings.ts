// Settings: the arguments with every default filled in and every text normalised. Pure data; what manifest, plan and hosts work from.
import type { ContainerRuntime, Distribution, ForwardingMethod, LogLevel, Mode, Observe, PullPolicy, Severity, TakeOver } from "./choices";

/** One cluster's resolved settings. Holds no SSH credential; BGP passwords are kept apart, see `BgpPeer.hasPassword`. */
export interface Settings {
  /** One or two literal addresses in canonical text, IPv4 first. */
  readonly vips: readonly string[];
  /** A prefix length for each of `vips`. */
  readonly prefixLengths: readonly number[];
  readonly hosts: Readonly<Record<string, HostSettings>>;
  readonly distribution: Distribution;
  readonly mode: Mode;
  /** The API servers' port. */
  readonly port: number;
  readonly kubernetesAddress?: string;
  readonly image: ImageSettings;
  readonly leaderElection: LeaderElectionSettings;
  readonly loadBalancer: LoadBalancerSettings;
  /** Present in BGP mode only. */
  readonly bgp?: BgpSettings;
  readonly metrics: { readonly enabled: boolean; readonly address: string };
  readonly services: ServicesSettings;
  readonly healthCheckPort?: number;
  /** Absent: the variable is not written, which means `info` in every version. */
  readonly logLevel?: LogLevel;
  readonly nodeLabeling: boolean;
  readonly paths: PathSettings;
  readonly containerRuntime: ContainerRuntime;
  readonly pod: PodSettings;
  /** Present where kube-vip gets a login of its own; absent: it uses that of `paths.kubeconfig`. */
  readonly scopedAccess?: { readonly lifetimeSeconds: number };
  readonly timeouts: TimeoutSettings;
  readonly observe: Observe;
  /** Severity by id of a finding, where it is not the usual one. */
  readonly findings: Readonly<Record<string, Severity>>;
  /** Key of the host on which this program begins the cluster; absent where the cluster is not its own. */
  readonly bootstrapHost?: string;
  readonly rollout: RolloutSettings;
  readonly adopt: boolean;
}

/** Seconds of each step on a host. */
export interface TimeoutSettings {
  readonly applySeconds: number;
  readonly proofSeconds: number;
  readonly removeSeconds: number;
  readonly pullSeconds: number;
  readonly observeSeconds: number;
}

/** Texts of `RolloutArgs`; empty when not given. */
export interface RolloutSettings {
  readonly retry: string;
  readonly replace: string;
  /** Absent when not given. */
  readonly emergency?: string;
  /** Absent: the VIP is taken from nobody. */
  readonly takeOver?: TakeOver;
}

export interface HostSettings {
  /** Literal address in canonical text. */
  readonly address: string;
  /** Absent: found on the host. */
  readonly interface?: string;
  readonly nodeName?: string;
  /** Present in BGP mode: given, or `address` when that is IPv4. Absent otherwise. */
  readonly routerId?: string;
}

export interface ImageSettings {
  /** `v1.2.3` form. */
  readonly version: string;
  /** The whole reference as kubelet gets it. */
  readonly reference: string;
  readonly pullPolicy: PullPolicy;
  /** The agents see to it before any manifest changes. */
  readonly beforehand: boolean;
  /** Path on the hosts. Absent: it comes from a registry. */
  readonly archive?: string;
}

export interface LeaderElectionSettings {
  readonly enabled: boolean;
  readonly leaseName: string;
  readonly namespace: string;
  readonly leaseDurationSeconds: number;
  readonly renewDeadlineSeconds: number;
  readonly retryPeriodSeconds: number;
  readonly leaseAnnotations: Readonly<Record<string, string>>;
}

export interface LoadBalancerSettings {
  readonly enabled: boolean;
  /** The VIP's port. Equals `Settings.port` when load balancing is off. */
  readonly port: number;
  readonly forwardingMethod: ForwardingMethod;
  /** Absent: not written, kube-vip's own 5 s. */
  readonly backendCheckSeconds?: number;
}

export interface BgpPeer {
  /** Literal address in canonical text, no brackets. */
  readonly address: string;
  readonly as: number;
  /** The password itself never enters the settings: the manifest shows a placeholder and the host fills it in. */
  readonly hasPassword: boolean;
  readonly multihop: boolean;
  /** Absent: no BFD. */
  readonly bfd?: { readonly intervalMilliseconds: number; readonly multiplier: number };
}

export interface RouterSettings {
  readonly name: string;
  readonly command: string;
}

/** What kube-vip asks, and when it withdraws the VIP. */
export interface BgpHealthCheckSettings {
  readonly address: string;
  /** On the host; absent where the address is no `https`. */
  readonly caFile?: string;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

export interface BgpSettings {
  readonly as: number;
  readonly peer?: BgpPeer;
  readonly peers: readonly BgpPeer[];
  /** Where kube-vip reads its peers: in variables of the Pod, or in a file of the host, which keeps passwords out of the mirror Pod. */
  readonly peersIn: "variables" | "file";
  readonly sourceAddress?: string;
  readonly sourceInterface?: string;
  readonly holdTimeSeconds?: number;
  readonly keepaliveSeconds?: number;
  /** Absent: the VIP is announced whatever the API server does. */
  readonly healthCheck?: BgpHealthCheckSettings;
  /** Absent: no router is asked. */
  readonly routers?: readonly RouterSettings[];
}

export interface ServicesSettings {
  readonly enabled: boolean;
  readonly perServiceElection: boolean;
  readonly interface?: string;
  readonly loadBalancerClassOnly: boolean;
  readonly loadBalancerClass?: string;
  readonly leaseName: string;
}

export interface PathSettings {
  /** Folder of kubelet's static Pods. */
  readonly manifests: string;
  /** Whole path of the manifest. */
  readonly manifest: string;
  readonly kubeconfig: string;
  /** Folders in which crictl or docker are looked for before PATH. */
  readonly programs: string;
}

export interface PodSettings {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
  /** Absent: none is written. */
  readonly priorityClassName?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly patch?: Readonly<Record<string, unknown>>;
}

/** Passwords of BGP peers, apart from the settings so that they reach only the host: by name of the placeholder. */
export type BgpPasswords = Readonly<Record<string, string>>;
