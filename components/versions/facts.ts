// What differs from one kube-vip version to the next for somebody who writes its static Pod: one table, each fact with its source.
import type { LogLevel } from "../settings/choices";
import { isWithin, requireVersion, type Version } from "./version";

/** The grammar of one entry of `bgp_peers`. */
export interface PeerGrammar {
  /** Fields in order, joined by `:`; the first four are always written. */
  readonly fields: readonly string[];
  /** Characters that a password in `bgp_peers` cannot hold, since nothing escapes them. `bgp_peerpass` knows no such limit. */
  readonly forbiddenPasswordCharacters: readonly string[];
  /** Whether an empty fourth field (`address:as:password:`) is read as false instead of ending kube-vip. */
  readonly emptyMultihopAllowed: boolean;
}

export interface LeaseDefaults {
  readonly leaseDurationSeconds: number;
  readonly renewDeadlineSeconds: number;
  readonly retryPeriodSeconds: number;
}

/** The facts of one version. */
export interface VersionFacts {
  readonly version: Version;
  /** The variable for the VIP's prefix length, digits without a slash. The other one is ignored or means something else. */
  readonly maskVariable: "vip_cidr" | "vip_subnet";
  /** Whether a prefix length other than 32 or 128 reaches the interface in ARP mode. */
  readonly prefixLengthHonoured: boolean;
  /** `vip_loglevel` for each of our words. */
  readonly logLevels: Readonly<Record<LogLevel, number>>;
  /** kube-vip's own defaults of the lease, in seconds. */
  readonly leaseDefaults: LeaseDefaults;
  readonly peerGrammar: PeerGrammar;
  /** Whether `kube-vip manifest pod` drops all capabilities before it adds its two. */
  readonly generatorDropsCapabilities: boolean;
  /** Whether `kube-vip manifest pod` writes `dhcp_mode`. */
  readonly dhcpModeEmitted: boolean;
  /** Whether `--config-file` is read, whose settings count where neither flag nor variable gives them. */
  readonly configFile: boolean;
  /** Whether `health_check_port` is read. */
  readonly healthCheckPort: boolean;
  /** Whether masquerade calls the iptables program, which only the image kube-vip-iptables holds. */
  readonly masqueradeNeedsIptables: boolean;
  /** Whether `k8s_config_file` is used at run time, not only parsed. */
  readonly kubeconfigVariableHonoured: boolean;
  /** Whether `vip_nodename` is put into lower case. */
  readonly nodeNameLowerCased: boolean;
  /** Whether a control-plane health check can gate BGP announcements (`control_plane_health_check_address`). */
  readonly controlPlaneHealthCheck: boolean;
  /** Whether `vip_preserve_on_leadership_loss` is read. */
  readonly preserveOnLeadershipLoss: boolean;
  /** Whether the control plane's holder is labelled by `enable_node_labeling`, not only the holder of Services. */
  readonly controlPlaneNodeLabels: boolean;
  /** Whether `vip_arpRate` governs the control plane's VIP too; before, that is announced every 3 s. */
  readonly arpRateForControlPlane: boolean;
}

interface Range {
  readonly since?: string;
  readonly until?: string;
}

/** The versions in which each fact holds, and where that is seen (kube-vip's repository at the tags named). */
const FACTS = {
  /** c5e854f (#1132): pkg/kubevip/config_envvar.go holds vip_cidr up to v0.8.10 only. Up to then vip_subnet takes a slash. */
  vipCidr: { until: "v0.8.10" },
  /** pkg/cluster/service.go calls SetMask from v0.8.5 on; before, the address gets the mask of vip_subnet or none (/32, /128). */
  prefixLengthHonoured: { since: "v0.8.5" },
  /** #1110: logrus up to v0.8.9 (0 panic to 6 trace), log/slog from v0.8.10 on (-4 debug to 8 error). */
  logrusLevels: { until: "v0.8.9" },
  /** cmd/kube-vip.go, flags leaseDuration, leaseRenewDuration, leaseRetry: 5/3/1 up to v1.0.4, 15/10/2 from v1.1.0 (7caf5f6, #1429). */
  shortLeases: { until: "v1.0.4" },
  /** pkg/bgp/peers.go, ParseBGPPeerConfig: a fifth field, the port (parsed, never dialled), from v0.8.10. */
  peerPort: { since: "v0.8.10" },
  /** Same place: everything after a slash is parameters from v0.8.10 to v1.2.1; from v1.2.2 they are fields (pkg/kubevip/config_bgp.go). */
  peerSlash: { since: "v0.8.10", until: "v1.2.1" },
  /** pkg/kubevip/config_bgp.go: fields six (multiprotocol) and seven (BFD) from v1.2.2. */
  peerBfd: { since: "v1.2.2" },
  /** pkg/kubevip/config_bgp.go: `peer[3] != ""` from v1.2.0. */
  emptyMultihop: { since: "v1.2.0" },
  /** 473fd6f: pkg/kubevip/config_generator.go. */
  dropsCapabilities: { since: "v0.8.10" },
  /** pkg/kubevip/config_generator.go. */
  dhcpMode: { since: "v1.0.3" },
  /** cmd/kube-vip.go (merged before the variables are read), pkg/kubevip/config_environment.go, mergeBGPConfig: the peers of the file where no variable names any. */
  configFile: { since: "v1.0.1" },
  /** pkg/kubevip/config_environment.go; values below 1024 end kube-vip. */
  healthCheckPort: { since: "v0.8.10" },
  /** #1065, #1590: the plain image is FROM scratch; nftables over netlink is the default from v1.2.2. */
  iptables: { until: "v1.2.1" },
  /** c84fb65: pkg/manager/manager.go. */
  kubeconfigVariable: { since: "v1.2.2" },
  /** 9ccf9cf. */
  nodeNameLowerCased: { since: "v1.2.0" },
  /** pkg/kubevip/config_environment.go. */
  controlPlaneHealthCheck: { since: "v1.2.0" },
  /** pkg/kubevip/config_environment.go; meant for a single node (#1583). */
  preserve: { since: "v1.0.2" },
  /** pkg/cluster/clusterLeaderElection.go sets the label from v1.2.0; before, only pkg/manager/manager_arp.go and pkg/services do, for Services. */
  controlPlaneNodeLabels: { since: "v1.2.0" },
  /** pkg/cluster/service.go: a literal 3 s up to v0.8.9. */
  arpRate: { since: "v0.8.10" },
} satisfies Record<string, Range>;

const LOGRUS_LEVELS: VersionFacts["logLevels"] = { error: 2, warn: 3, info: 4, debug: 5 };
const SLOG_LEVELS: VersionFacts["logLevels"] = { error: 8, warn: 4, info: 0, debug: -4 };

const SHORT_LEASES: LeaseDefaults = { leaseDurationSeconds: 5, renewDeadlineSeconds: 3, retryPeriodSeconds: 1 };
const LONG_LEASES: LeaseDefaults = { leaseDurationSeconds: 15, renewDeadlineSeconds: 10, retryPeriodSeconds: 2 };

/** The facts of a version; a text must be a version's (`v1.2.3` or `1.2.3`), else this throws. */
export function versionFacts(of: Version | string): VersionFacts {
  const version = typeof of === "string" ? requireVersion(of) : of;
  const holds = (fact: keyof typeof FACTS): boolean => isWithin(version, FACTS[fact]);
  return {
    version,
    maskVariable: holds("vipCidr") ? "vip_cidr" : "vip_subnet",
    prefixLengthHonoured: holds("prefixLengthHonoured"),
    logLevels: holds("logrusLevels") ? LOGRUS_LEVELS : SLOG_LEVELS,
    leaseDefaults: holds("shortLeases") ? SHORT_LEASES : LONG_LEASES,
    peerGrammar: {
      fields: ["address", "as", "password", "multihop", ...(holds("peerPort") ? ["port"] : []), ...(holds("peerBfd") ? ["mpbgp", "bfd"] : [])],
      forbiddenPasswordCharacters: holds("peerSlash") ? [",", ":", "/"] : [",", ":"],
      emptyMultihopAllowed: holds("emptyMultihop"),
    },
    generatorDropsCapabilities: holds("dropsCapabilities"),
    dhcpModeEmitted: holds("dhcpMode"),
    configFile: holds("configFile"),
    healthCheckPort: holds("healthCheckPort"),
    masqueradeNeedsIptables: holds("iptables"),
    kubeconfigVariableHonoured: holds("kubeconfigVariable"),
    nodeNameLowerCased: holds("nodeNameLowerCased"),
    controlPlaneHealthCheck: holds("controlPlaneHealthCheck"),
    preserveOnLeadershipLoss: holds("preserve"),
    controlPlaneNodeLabels: holds("controlPlaneNodeLabels"),
    arpRateForControlPlane: holds("arpRate"),
  };
}
