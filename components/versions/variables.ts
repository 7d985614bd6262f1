// The names of environment variables that each kube-vip version reads, with the type it parses them as.
import { isWithin, requireVersion, type Version } from "./version";

/**
 * How kube-vip parses a value: `bool` by strconv.ParseBool (1 t T TRUE true True 0 f F FALSE false False), `int` a decimal number,
 * `json` a JSON object of texts, `string` as it is. A value of the wrong kind ends kube-vip at start.
 */
export type VariableType = "string" | "bool" | "int" | "json";

export interface EnvironmentVariable {
  readonly name: string;
  readonly type: VariableType;
  /** First and last version that reads it; absent: since before, or until after, the supported range. */
  readonly since?: string;
  readonly until?: string;
  /** Where setting it does nothing or not what its name says. */
  readonly note?: string;
}

type Row = Omit<EnvironmentVariable, "name" | "type">;

function rows(type: VariableType, names: string, row: Row = {}): readonly EnvironmentVariable[] {
  return names.split(" ").map((name) => ({ name, type, ...row }));
}

/**
 * Source: pkg/kubevip/config_environment.go with the constants of config_envvar.go, read at all 26 tags v0.8.0 to v1.2.3;
 * rows "elsewhere" from `os.Getenv` in cmd/ and pkg/ at the same tags.
 */
const VARIABLES: readonly EnvironmentVariable[] = [
  ...rows("bool", "vip_arp bgp_enable vip_routingtable vip_wireguard cp_enable cp_detect vip_ddns"),
  ...rows("bool", "vip_leaderelection enable_node_labeling bgp_multihop lb_enable vip_cleanroutingtable"),
  ...rows("bool", "svc_enable svc_election lb_class_only enable_service_security disable_service_updates egress_withnftables"),
  ...rows("bool", "vip_singlenode vip_startleader", { note: "kube-vip parses it and never uses it" }),
  ...rows("string", "address vip_interface vip_servicesinterface vip_nodename vip_subnet kubernetes_addr dns_mode annotation"),
  ...rows("string", "vip_address", { note: "deprecated, used only when `address` is empty" }),
  ...rows("string", "cp_namespace vip_leasename svc_namespace svc_leasename lb_class_name lb_fwdmethod prometheus_server"),
  ...rows("string", "bgp_routerid bgp_routerinterface bgp_peeraddress bgp_peerpass bgp_peers bgp_sourceif bgp_sourceip"),
  ...rows("string", "egress_podcidr egress_servicecidr mirror_dest_interface iptables_backend k8s_config_file"),
  ...rows("int", "port lb_port vip_loglevel vip_leaseduration vip_renewdeadline vip_retryperiod vip_arpRate"),
  ...rows("int", "bgp_as bgp_peeras bgp_hold_time bgp_keepalive_interval backend_health_check_interval"),
  ...rows("int", "vip_routingtableid vip_routingtabletype vip_routingprotocol"),
  ...rows("json", "vip_leaseannotations"),
  ...rows("string", "vip_cidr", { until: "v0.8.10" }),
  ...rows("string", "provider_config vip_packetproject vip_packetprojectid PACKET_AUTH_TOKEN", { until: "v0.8.10" }),
  ...rows("bool", "vip_packet", { until: "v0.8.10" }),
  ...rows("bool", "enable_endpointslices", { until: "v0.9.2" }),
  ...rows("bool", "lb_class_legacy_handling", { since: "v0.8.1" }),
  ...rows("bool", "vip_interfaceloglobal", { since: "v0.8.4" }),
  ...rows("string", "mpbgp_nexthop mpbgp_ipv4 mpbgp_ipv6", { since: "v0.8.10" }),
  ...rows("int", "health_check_port", { since: "v0.8.10" }),
  ...rows("bool", "enable_endpoints enable_upnp egress_clean EGRESS_CLEAN zebra_enable", { since: "v1.0.0" }),
  ...rows("string", "zebra_url zebra_software_name", { since: "v1.0.0" }),
  ...rows("int", "zebra_version", { since: "v1.0.0" }),
  ...rows("string", "config_file", { since: "v1.0.1", note: "kube-vip reads the file before it reads this variable, so it has no effect" }),
  ...rows("bool", "vip_preserve_on_leadership_loss", { since: "v1.0.2" }),
  ...rows("string", "dhcp_mode", { since: "v1.0.3" }),
  ...rows("int", "dhcp_backoff_attempts", { since: "v1.0.4" }),
  ...rows("string", "control_plane_health_check_address control_plane_health_check_ca_path", { since: "v1.2.0" }),
  ...rows("int", "control_plane_health_check_period_seconds control_plane_health_check_timeout_seconds", { since: "v1.2.0" }),
  ...rows("int", "control_plane_health_check_failure_threshold", { since: "v1.2.0" }),
  ...rows("string", "instance_name INSTANCE_NAME", { since: "v1.2.2" }),
  ...rows("bool", "vip_loseleadership vip_allow_interface_not_up bgp_attach_ip_to_interface", { since: "v1.2.2" }),
  ...rows("bool", "per_service_election_on_demand egress_enableinternalsnat", { since: "v1.2.2" }),
  ...rows("int", "vip_loseleadership_timeout_seconds", { since: "v1.2.2" }),
  ...rows("bool", "vip_skipdad", { since: "v1.2.3" }),
  // Elsewhere: read with os.Getenv outside config_environment.go.
  ...rows("string", "vip_configmap", { note: "kube-vip reads it and never uses it" }),
  ...rows("string", "EGRESS_CLEAN", { until: "v0.9.2" }),
  ...rows("bool", "enableUPNP", { until: "v0.9.2" }),
  ...rows("string", "HOME"),
  ...rows("string", "HOSTNAME", { since: "v0.8.4", until: "v1.1.2" }),
  ...rows("string", "KUBERNETES_SERVICE_HOST KUBERNETES_SERVICE_PORT_HTTPS", { since: "v1.0.4" }),
];

/** All variables that a version reads, by name. */
export function variablesOf(of: Version | string): ReadonlyMap<string, EnvironmentVariable> {
  const version = typeof of === "string" ? requireVersion(of) : of;
  return new Map(VARIABLES.filter((row) => isWithin(version, row)).map((row) => [row.name, row]));
}

/** When another supported version reads `name`: its rows, so that an error can say since or until when. */
export function variableHistory(name: string): readonly EnvironmentVariable[] {
  return VARIABLES.filter((row) => row.name === name);
}

const GO_BOOLEANS: ReadonlySet<string> = new Set(["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"]);

/** Whether kube-vip can parse `value` as the type of its variable. An empty value counts as unset everywhere and so is none. */
export function fitsType(type: VariableType, value: string): boolean {
  if (value === "") return false;
  if (type === "bool") return GO_BOOLEANS.has(value);
  if (type === "int") return /^[+-]?\d+$/.test(value);
  return type === "string" || isTextMap(value);
}

function isTextMap(value: string): boolean {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) && Object.values(parsed).every((item) => typeof item === "string");
  } catch {
    return false;
  }
}
