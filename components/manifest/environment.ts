// The environment of the kube-vip container: first what kube-vip's own generator writes, in its order, then ours, then the user's.
import type { Settings } from "../settings/settings";
import { versionFacts, type VersionFacts } from "../versions";
import { bgpVariables, bgpVariablesBeyondTheGenerator, healthCheckVariables } from "./bgpVariables";
import type { EnvVar } from "./pod";
import { INTERFACE_PLACEHOLDER, ROUTER_ID_PLACEHOLDER } from "./placeholders";
import { variable, variables, type Variables } from "./variable";

/** Where BGP mode puts the VIP unless told otherwise (kube-vip's documentation of the BGP mode). */
const BGP_INTERFACE = "lo";

/** All variables for one host. Lists are compared by index, so what is new in a version of this library goes last. */
export function environment(settings: Settings, hostKey: string): Variables {
  const facts = versionFacts(settings.image.version);
  return [...generated(settings, hostKey, facts), ...beyondTheGenerator(settings, facts), ...users(settings)];
}

/** The variables that `kube-vip manifest pod` writes, in its order (pkg/kubevip/config_generator.go, generatePodSpec). */
function generated(settings: Settings, hostKey: string, facts: VersionFacts): Variables {
  const host = settings.hosts[hostKey];
  return [
    variable("vip_arp", settings.mode === "arp"),
    variable("port", settings.port),
    nodeName(host?.nodeName),
    variable("vip_interface", host?.interface ?? (settings.mode === "bgp" ? BGP_INTERFACE : INTERFACE_PLACEHOLDER)),
    ...variables(settings.services.enabled && { vip_servicesinterface: settings.services.interface }),
    variable(facts.maskVariable, settings.prefixLengths.join(",")),
    variable("dns_mode", "first"),
    ...variables(facts.dhcpModeEmitted && { dhcp_mode: "ipv4" }),
    variable("cp_enable", true),
    variable("cp_namespace", settings.leaderElection.namespace),
    ...services(settings),
    ...election(settings),
    ...variables(settings.nodeLabeling && { enable_node_labeling: true }),
    ...(settings.bgp ? [...bgpVariables(settings.bgp, host?.routerId ?? ROUTER_ID_PLACEHOLDER), ...healthCheckVariables(settings.bgp)] : []),
    ...loadBalancer(settings),
    variable("address", settings.vips.join(",")),
    ...variables(settings.metrics.enabled && { prometheus_server: settings.metrics.address }),
    ...variables({ health_check_port: settings.healthCheckPort }),
  ];
}

/** The name is the lease's identity and must be the Node's, so kubelet fills it in unless the user knows better. */
function nodeName(name: string | undefined): EnvVar {
  if (name !== undefined) return variable("vip_nodename", name);
  return { name: "vip_nodename", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } };
}

function services({ services }: Settings): Variables {
  return variables(services.enabled && {
    svc_enable: true,
    svc_leasename: services.leaseName,
    svc_election: services.perServiceElection || undefined,
    lb_class_only: services.loadBalancerClassOnly || undefined,
  });
}

/** Always written: kube-vip's defaults changed at v1.1.0, and ARP elects whatever `vip_leaderelection` says. */
function election({ leaderElection }: Settings): Variables {
  return [
    variable("vip_leaderelection", leaderElection.enabled),
    variable("vip_leasename", leaderElection.leaseName),
    variable("vip_leaseduration", leaderElection.leaseDurationSeconds),
    variable("vip_renewdeadline", leaderElection.renewDeadlineSeconds),
    variable("vip_retryperiod", leaderElection.retryPeriodSeconds),
  ];
}

function loadBalancer({ loadBalancer }: Settings): Variables {
  return variables(loadBalancer.enabled && { lb_enable: true, lb_port: loadBalancer.port, lb_fwdmethod: loadBalancer.forwardingMethod });
}

/** What kube-vip reads but its generator never writes. */
function beyondTheGenerator(settings: Settings, facts: VersionFacts): Variables {
  const { leaseAnnotations } = settings.leaderElection;
  return [
    ...variables({ kubernetes_addr: settings.kubernetesAddress }),
    ...variables(settings.logLevel && { vip_loglevel: facts.logLevels[settings.logLevel] }),
    ...variables(Object.keys(leaseAnnotations).length > 0 && { vip_leaseannotations: JSON.stringify(sorted(leaseAnnotations)) }),
    ...(settings.bgp ? bgpVariablesBeyondTheGenerator(settings.bgp) : []),
    ...variables(settings.loadBalancer.enabled && { backend_health_check_interval: settings.loadBalancer.backendCheckSeconds }),
    ...variables(settings.services.enabled && { lb_class_name: settings.services.loadBalancerClass }),
  ];
}

/** An empty value is left out: kube-vip takes it for unset. */
function users({ pod }: Settings): Variables {
  return variables(sorted(pod.environment)).filter(({ value }) => value !== "");
}

function sorted(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
