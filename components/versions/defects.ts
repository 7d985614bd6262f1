// Known defects of kube-vip versions, so that settings which meet one are refused or warned about before a host is touched.
import type { ForwardingMethod, Mode } from "../settings/choices";
import { versionFacts } from "./facts";
import { isWithin, requireVersion, type Version } from "./version";

/** What of the settings decides whether a defect matters. */
export interface Features {
  readonly mode: Mode;
  /** Elects in BGP mode too, so that one host announces. */
  readonly leaderElection: boolean;
  readonly loadBalancing: boolean;
  readonly forwardingMethod: ForwardingMethod;
  /** False for the plain image, which holds no program but kube-vip; undefined when a custom reference hides it. */
  readonly imageHasIptables: boolean | undefined;
  readonly ipv6: boolean;
  readonly dualStack: boolean;
  /** All prefix lengths are 32 (IPv4) and 128 (IPv6). */
  readonly hostPrefix: boolean;
  readonly services: boolean;
  readonly nodeLabeling: boolean;
  /** `kubernetesAddress` is given. */
  readonly kubernetesAddress: boolean;
  /** `bgp.healthCheck`, as it is in force. */
  readonly controlPlaneHealthCheck: boolean;
}

export interface Defect {
  /** Stable id in kebab-case. */
  readonly id: string;
  /** `error`: it cannot work. `warning`: it works until something happens. */
  readonly severity: "error" | "warning";
  /** The argument that the user would change, `image.version`, `bgp`. */
  readonly field: string;
  readonly affects: (version: Version, features: Features) => boolean;
  /** What goes wrong, one sentence. */
  readonly text: string;
  /** What to do, one sentence. */
  readonly remedy: string;
  /** Where it is known from: issue or commit of github.com/kube-vip/kube-vip, or file at tag. */
  readonly source: string;
}

type Range = Parameters<typeof isWithin>[1];

function inVersions(range: Range, when: (features: Features) => boolean): Defect["affects"] {
  return (version, features) => isWithin(version, range) && when(features);
}

const balances = (features: Features): boolean => features.loadBalancing;
const masquerades = (features: Features): boolean => features.loadBalancing && features.forwardingMethod === "masquerade";
const announces = (features: Features): boolean => features.mode === "bgp";

export const DEFECTS: readonly Defect[] = [
  {
    id: "ipvs-panic-at-stop",
    severity: "warning",
    field: "loadBalancer.enabled",
    affects: inVersions({ until: "v0.8.9" }, balances),
    text: "With load balancing on, kube-vip up to v0.8.9 panics when it is stopped (close of nil channel) and leaves its IPVS service behind.",
    remedy: "Use image.version v0.8.10 or newer.",
    source: "#1096, #824; fixed by ea45daf in v0.8.10 (pkg/loadbalancer/ipvs.go)",
  },
  {
    id: "ipvs-backend-not-readded",
    severity: "warning",
    field: "loadBalancer.enabled",
    affects: inVersions({ until: "v0.8.9" }, balances),
    text: "Up to v0.8.9 kube-vip does not add an API server that recovered back to the load balancer: its check waits for a lock it holds itself.",
    remedy: "Use image.version v0.8.10 or newer.",
    source: "#875; fixed by 2dfd46d in v0.8.10 (pkg/loadbalancer/ipvs.go)",
  },
  {
    id: "masquerade-needs-iptables-image",
    severity: "error",
    field: "image.repository",
    affects: (version, features) => masquerades(features) && features.imageHasIptables === false && versionFacts(version).masqueradeNeedsIptables,
    text: "Below v1.2.2 masquerade calls iptables, which the plain image does not hold: kube-vip ends, hangs, or silently leaves the rule out.",
    remedy: "Use the repository kube-vip/kube-vip-iptables, or image.version v1.2.2 or newer.",
    source: "#1065, #1590; netlink nftables is the default from v1.2.2",
  },
  {
    id: "masquerade-ipv6-uses-iptables-v4",
    severity: "warning",
    field: "loadBalancer.forwardingMethod",
    affects: inVersions({ until: "v0.8.9" }, (features) => masquerades(features) && features.ipv6),
    text: "Up to v0.8.9 kube-vip writes the masquerade rule with the IPv4 iptables even for an IPv6 VIP, so replies for it may not come back.",
    remedy: "Use a newer image.version, or another forwarding method.",
    source: "pkg/loadbalancer/ipvs.go@v0.8.9, read from the source",
  },
  {
    id: "bgp-control-plane-broken",
    severity: "error",
    field: "image.version",
    affects: inVersions({ since: "v1.1.0", until: "v1.1.0" }, announces),
    text: "kube-vip v1.1.0 deletes its BGP peers right after start, so the VIP is never announced.",
    remedy: "Use image.version v1.1.1 or newer.",
    source: "#1466; fixed by #1468 in v1.1.1",
  },
  {
    id: "cold-start-deadlock",
    severity: "error",
    field: "image.version",
    affects: inVersions({ since: "v1.2.2", until: "v1.2.2" }, (features) => !features.kubernetesAddress),
    text: "kube-vip v1.2.2 talks to the API server through the VIP it is about to provide, so a cluster that starts cold never gets its VIP.",
    remedy: "Use image.version v1.2.3, or set kubernetesAddress to an API server's own address.",
    source: "#1654; fixed by c3ba4a8 (#1658) in v1.2.3",
  },
  {
    id: "dual-stack-panic",
    severity: "error",
    field: "image.version",
    affects: inVersions({ since: "v0.8.4", until: "v0.8.4" }, (features) => features.dualStack),
    text: "kube-vip v0.8.4 ends with a runtime error when the VIP has an IPv4 and an IPv6 address.",
    remedy: "Use image.version v0.8.5 or newer.",
    source: "#971",
  },
  {
    id: "ipv6-duplicate-in-vain",
    severity: "warning",
    field: "image.version",
    affects: inVersions({ until: "v1.0.1" }, (features) => features.mode === "arp" && features.ipv6),
    text: "Up to v1.0.1 kube-vip puts an IPv6 VIP that failed duplicate address detection on again by the same detection every 3 s, so it stays unusable while another host still answers for it, as after an unclean hand-over.",
    remedy: "Use image.version v1.0.2 or newer.",
    source: "#523; seen with v0.9.2; IFA_F_NODAD in pkg/vip/address.go since v1.0.2, seen with v1.2.1",
  },
  {
    id: "bgp-dual-stack-not-announced",
    severity: "error",
    field: "image.version",
    affects: inVersions({ until: "v0.8.10" }, (features) => announces(features) && features.dualStack),
    text: "Below v0.9.0 kube-vip joins both prefix lengths to each address in BGP mode, cannot parse that, and announces nothing.",
    remedy: "Use image.version v0.9.0 or newer, or one address.",
    source: "pkg/cluster/service.go@v0.8.0 to v0.8.10, read from the source",
  },
  {
    id: "prefix-length-ignored",
    severity: "warning",
    field: "prefixLength",
    affects: (version, features) => features.mode === "arp" && !features.hostPrefix && !versionFacts(version).prefixLengthHonoured,
    text: "Below v0.8.5 kube-vip ignores the prefix length in ARP mode and puts the VIP on the interface with 32 or 128.",
    remedy: "Leave prefixLength out, or use a newer image.version.",
    source: "pkg/cluster/service.go: SetMask since v0.8.5",
  },
  {
    id: "wide-prefix-not-cleaned",
    severity: "warning",
    field: "prefixLength",
    affects: inVersions({ since: "v0.8.5", until: "v0.8.10" }, (features) => features.mode === "arp" && !features.hostPrefix),
    text: "Up to v0.8.10 kube-vip does not remove a VIP that a crash left behind unless its prefix length is 32 or 128, so two hosts may hold it.",
    remedy: "Leave prefixLength out, or use image.version v0.9.0 or newer.",
    source: "pkg/cluster/clusterLeaderElection.go@v0.8.9, read from the source",
  },
  {
    id: "bgp-announces-dead-api-server",
    severity: "warning",
    field: "bgp",
    affects: (_version, features) => announces(features) && !features.leaderElection && !features.controlPlaneHealthCheck,
    text: "Without election every host announces the VIP by BGP, also one whose API server is dead.",
    remedy: "Use image.version v1.2.0 or newer, which asks the API server first (bgp.healthCheck), or leader election.",
    source: "#1145; pkg/kubevip/config_environment.go@v1.2.0",
  },
  {
    id: "bgp-health-check-keeps-memory",
    severity: "warning",
    field: "bgp.healthCheck",
    affects: inVersions({ since: "v1.2.0", until: "v1.2.3" }, (features) => announces(features) && features.controlPlaneHealthCheck),
    text: "kube-vip v1.2.0 to v1.2.3 never gives back the memory of a check of the API server: 18 MB an hour were seen with one every 5 s, half of that with one every 10 s.",
    remedy: "Restart kube-vip on one host after the other now and then, make bgp.healthCheck.periodSeconds longer, or switch it off with bgp.healthCheck.enabled: a dead API server then stays announced.",
    source: "#1778; fixed by #1779 after v1.2.3 (pkg/cluster/service.go)",
  },
  {
    id: "node-label-for-services-only",
    severity: "warning",
    field: "nodeLabeling",
    affects: (version, features) => features.nodeLabeling && !features.services && !versionFacts(version).controlPlaneNodeLabels,
    text: "Below v1.2.0 kube-vip labels the Node that holds Service addresses only, so nodeLabeling does nothing for the control plane's VIP.",
    remedy: "Leave nodeLabeling out, or use image.version v1.2.0 or newer.",
    source: "pkg/manager/manager_arp.go@v0.8.9, pkg/cluster/clusterLeaderElection.go@v1.2.0",
  },
  {
    id: "node-label-dual-stack",
    severity: "warning",
    field: "nodeLabeling",
    affects: inVersions({ since: "v1.2.0" }, (features) => features.nodeLabeling && features.dualStack),
    text: "With an IPv4 and an IPv6 VIP kube-vip writes both as they are into the label, which the API server refuses (comma, colons), so the Node is never labelled.",
    remedy: "Leave nodeLabeling out, or use one address.",
    source: "pkg/utils/ip.go, SanitizeIPForLabel, and pkg/cluster/clusterLeaderElection.go at v1.2.0 to v1.2.3, read from the source",
  },
];

/** The known defects that settings with these features meet in a version. */
export function defectsOf(of: Version | string, features: Features): readonly Defect[] {
  const version = typeof of === "string" ? requireVersion(of) : of;
  return DEFECTS.filter((defect) => defect.affects(version, features));
}
