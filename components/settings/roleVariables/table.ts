// Every variable of the Ansible role `kube-vip` (ikubeadm), with its default and what it becomes here.

/** How a value is read: Ansible's words for booleans; numbers also as texts. `prefix` takes digits, with a slash or not. */
export type Kind = "text" | "boolean" | "integer" | "prefix";

export interface RoleVariable {
  readonly kind: Kind;
  /** The role's default (its README, and defaults/main.yml for those that only its code has). */
  readonly default: string | boolean;
  /** What it is for, in one line. */
  readonly meaning: string;
  /** The argument of KubeVip that it becomes. */
  readonly becomes: string;
  /** May differ from host to host. */
  readonly perHost?: true;
}

/** In the order of the role's README. */
export const ROLE_VARIABLES = {
  kube_base_dir: { kind: "text", default: "/etc/kubernetes", meaning: "folder of Kubernetes' configuration", becomes: "paths.kubernetes" },
  base_dir: { kind: "text", default: "/opt/kubernetes", meaning: "folder whose bin holds crictl or docker", becomes: "paths.programs" },
  container_runtime: { kind: "text", default: "containerd", meaning: "containerd or docker", becomes: "containerRuntime" },
  kube_vip_manifest_path: { kind: "text", default: "{{ kube_base_dir }}/manifests", meaning: "folder of kubelet's static Pods", becomes: "paths.manifests" },
  kube_vip_deploy_mode: { kind: "text", default: "arp", meaning: "arp or bgp", becomes: "mode" },
  kube_apiserver_lb_addr: { kind: "text", default: "127.0.0.1", meaning: "the virtual IP", becomes: "vip" },
  kube_apiserver_lb_port: { kind: "integer", default: "6443", meaning: "port of the API servers and of the virtual IP", becomes: "port" },
  kube_vip_cidr: { kind: "prefix", default: "32", meaning: "prefix length of the virtual IP, digits", becomes: "prefixLength" },
  kube_vip_subnet: { kind: "prefix", default: "/32", meaning: "the same with a slash", becomes: "prefixLength" },
  registry: { kind: "text", default: "registry.ikubeops.local:5000", meaning: "registry of the image", becomes: "image.registry" },
  registry_project: { kind: "text", default: "ikubeops", meaning: "project of the image in the registry", becomes: "image.repository" },
  kube_vip_version: { kind: "text", default: "v0.8.9", meaning: "kube-vip version", becomes: "image.version" },
  kube_vip_image: { kind: "text", default: "{{ registry }}/{{ registry_project }}/kube-vip:{{ kube_vip_version }}", meaning: "the whole image reference", becomes: "image.reference" },
  kube_vip_interface: { kind: "text", default: "eth0", meaning: "interface in ARP mode", becomes: "interface", perHost: true },
  kube_vip_bgp_enable: { kind: "boolean", default: false, meaning: "BGP on; kube_vip_deploy_mode decides", becomes: "mode" },
  kube_vip_bgp_interface: { kind: "text", default: "lo", meaning: "interface in BGP mode", becomes: "interface", perHost: true },
  kube_vip_bgp_routerid: { kind: "text", default: "", meaning: "BGP router id; empty: the host's own address", becomes: "hosts.<key>.routerId", perHost: true },
  kube_vip_bgp_as: { kind: "integer", default: "64513", meaning: "the hosts' AS number", becomes: "bgp.as" },
  kube_vip_bgp_peeraddress: { kind: "text", default: "", meaning: "address of a single peer", becomes: "bgp.peer.address" },
  kube_vip_bgp_peerpass: { kind: "text", default: "", meaning: "password of the single peer", becomes: "bgp.peer.password" },
  kube_vip_bgp_peeras: { kind: "integer", default: "64513", meaning: "AS number of the single peer", becomes: "bgp.peer.as" },
  kube_vip_bgp_peers: { kind: "text", default: "", meaning: "peers as IP:AS:password:multihop, with commas between them", becomes: "bgp.peers" },
  kube_vip_leader_election: { kind: "boolean", default: true, meaning: "elect one holder", becomes: "leaderElection.enabled" },
  kube_vip_enable_lb: { kind: "boolean", default: true, meaning: "IPVS load balancing", becomes: "loadBalancer.enabled" },
  kube_vip_lb_fwdmethod: { kind: "text", default: "local", meaning: "forwarding method: local, tunnel, masquerade, directroute, bypass", becomes: "loadBalancer.forwardingMethod" },
  kube_vip_enable_prometheus: { kind: "boolean", default: true, meaning: "Prometheus metrics", becomes: "metrics.enabled" },
  kube_vip_prometheus: { kind: "text", default: ":2112", meaning: "listen address of the metrics", becomes: "metrics.address" },
  enable_kube_vip: { kind: "boolean", default: true, meaning: "deploy kube-vip at all", becomes: "enabled" },
  kube_vip_kubeconfig_path: { kind: "text", default: "{{ kube_base_dir }}/admin.kubeconfig", meaning: "kubeconfig that kube-vip uses", becomes: "paths.kubeconfig" },
  kube_vip_lease_duration: { kind: "integer", default: "5", meaning: "seconds of the lease", becomes: "leaderElection.leaseDurationSeconds" },
  kube_vip_renew_deadline: { kind: "integer", default: "3", meaning: "seconds for which a holder tries to renew it", becomes: "leaderElection.renewDeadlineSeconds" },
  kube_vip_retry_period: { kind: "integer", default: "1", meaning: "seconds between tries", becomes: "leaderElection.retryPeriodSeconds" },
} as const satisfies Readonly<Record<string, RoleVariable>>;

export type RoleVariableName = keyof typeof ROLE_VARIABLES;

export const ROLE_VARIABLE_NAMES = Object.keys(ROLE_VARIABLES) as readonly RoleVariableName[];

export function isRoleVariable(name: string): name is RoleVariableName {
  return Object.hasOwn(ROLE_VARIABLES, name);
}

/** The row of a variable, with the optional parts that the literal types hide. */
export function roleVariable(name: RoleVariableName): RoleVariable {
  return ROLE_VARIABLES[name];
}
