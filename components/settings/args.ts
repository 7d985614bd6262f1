// The arguments of KubeVip, hand-written: Pulumi's schema inference reads these interfaces, and the README's table is made from their docstrings.
import type { Input } from "@pulumi/pulumi";
import type { BootstrapArgs } from "./bootstrapArgs";
import type { Access, ContainerRuntime, Distribution, LogLevel, Mode, Observe, Severity } from "./choices";
import type { BgpArgs, LeaderElectionArgs, LoadBalancerArgs, MetricsArgs, ServicesArgs } from "./featureArgs";
import type { ImageArgs, PathArgs, PodArgs, TimeoutArgs } from "./podArgs";
import type { RolloutArgs } from "./rolloutArgs";
import type { HostArgs, SshArgs } from "./sshArgs";

/** Arguments of `KubeVip`. Only `vip` and `hosts` are required. */
export interface KubeVipArgs {
  /**
   * The virtual IP: one address, or an IPv4 and an IPv6 address with a comma between them (`192.168.1.100,fd00::100`, IPv4 first).
   * A literal address without prefix length; no host's own address. The API server's certificate must name it.
   */
  vip: Input<string>;
  /** The control-plane hosts by key, one to nine. The key names the host in resource names, errors and outputs; the set of keys is plain, all values may be Outputs. */
  hosts: Record<string, HostArgs>;
  /**
   * Keys of hosts that died for good and are no longer in `hosts`: nothing is done at them any more, and once they are taken out of this list as well, their resources
   * are forgotten without SSH. Plain, since it decides what exists. Default none.
   */
  retired?: string[];
  /** How to reach the hosts. Default: root on port 22 with the keys of the SSH agent. */
  ssh?: SshArgs;
  /** Where the distribution keeps manifests, kubeconfig and programs. Hosts that have another one are an error at preview, which names it. Default `kubeadm`. */
  distribution?: Input<Distribution>;
  /** `arp` or `bgp`. Default `arp`. */
  mode?: Input<Mode>;
  /** The port of each host's API server, and of the VIP unless `loadBalancer.port` differs: 1 to 65535. Default 6443. */
  port?: Input<number>;
  /** Prefix length of the VIP on the interface, digits only; for two addresses two lengths (`32,128`). Default `32`, for IPv6 `128`. Others are accepted with a warning. */
  prefixLength?: Input<string>;
  /** The interface that carries the VIP on every host. Default in ARP mode: found on each host, the one whose network holds the VIP; in BGP mode `lo`. */
  interface?: Input<string>;
  /** `host:port` or URL of the API server that kube-vip itself talks to, instead of the host alias `kubernetes` for 127.0.0.1. Must be in the certificate. */
  kubernetesAddress?: Input<string>;
  /** The kube-vip image. */
  image?: ImageArgs;
  /** The lease by which the holder of the VIP is elected. */
  leaderElection?: LeaderElectionArgs;
  /** IPVS load balancing of the control plane. */
  loadBalancer?: LoadBalancerArgs;
  /** BGP; used when `mode` is `bgp`. */
  bgp?: BgpArgs;
  /** Prometheus metrics of kube-vip. */
  metrics?: MetricsArgs;
  /** Service load balancing beside the control plane's VIP. Default off. */
  services?: ServicesArgs;
  /** Port of kube-vip's own liveness answer (`/healthz`, all addresses), 1024 to 65535; since kube-vip 0.8.10. Default off. */
  healthCheckPort?: Input<number>;
  /** How much kube-vip logs: `error`, `warn`, `info` or `debug`. Default `info`. */
  logLevel?: Input<LogLevel>;
  /** Label the Node that holds the VIP with `kube-vip.io/has-ip`. Default false. */
  nodeLabeling?: Input<boolean>;
  /** Files and folders on the hosts, where they differ from the distribution's. */
  paths?: PathArgs;
  /** `containerd` or `docker`. Default `containerd`. */
  containerRuntime?: Input<ContainerRuntime>;
  /** The Pod's labels, annotations, resources, extra environment and a last patch. */
  pod?: PodArgs;
  /**
   * The login by which kube-vip itself talks to the API server. `admin`: that of `paths.kubeconfig`. `scoped`: a user of its own on each host, `pulumi-kube-vip:NODE`, which may manage the lease, and
   * watch Nodes or serve Services only where these settings need it; it can read no Secret. The host makes the key, which never leaves it, and the cluster signs the certificate (CertificateSigningRequest,
   * signer `kubernetes.io/kube-apiserver-client`), asked by `paths.kubeconfig`, which must be allowed to grant these rights. `pulumi preview` shows them. A certificate of which less than a third of
   * its time is left is renewed by the next `up`, without a restart of kube-vip. Needs openssl on the hosts. Plain, since it decides what exists. Default `admin`.
   */
  access?: Access;
  /** How long a certificate of `access: "scoped"` is to last, in seconds: 600 to 315360000. The cluster may give less (kube-controller-manager's `--cluster-signing-duration`). Default 31536000, a year. */
  accessLifetimeSeconds?: Input<number>;
  /** How long each step may take on a host. */
  timeouts?: TimeoutArgs;
  /** Take over a kube-vip that another stack, or nobody known, put on a host. Default false: the run stops and says whose it is. */
  adopt?: Input<boolean>;
  /** Look at the hosts by SSH before anything is done, reading only: `auto`, `require` (a host that cannot be reached is an error) or `never`. Default `auto`. */
  observe?: Input<Observe>;
  /** Severity by id of a finding: `error`, `warning`, `info` or `off`; docs/findings.md has the ids. Default: that of the page. */
  findings?: Record<string, Input<Severity>>;
  /** A cluster that begins with kubeadm on these hosts, behind the VIP. Default: the cluster is there already. */
  bootstrap?: BootstrapArgs;
  /** How a change reaches the hosts. */
  rollout?: RolloutArgs;
  /** False makes no resources at all and so removes those that were made (the role's `enable_kube_vip`). Plain, since it decides what exists. Default true. */
  enabled?: boolean;
}
