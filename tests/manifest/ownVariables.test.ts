// A changed setting changes its own variables and no others, so that a preview shows what the user did and nothing else.
import fc from "fast-check";
import { renderPod } from "../../components/manifest";
import type { Settings } from "../../components/settings/settings";
import { versionFacts } from "../../components/versions";
import { settings } from "../arbitraries/settings";

interface Change {
  readonly setting: string;
  readonly variables: (of: Settings) => readonly string[];
  readonly to: (of: Settings) => Settings;
}

const lease = (key: keyof Settings["leaderElection"], value: unknown) => (of: Settings): Settings => ({ ...of, leaderElection: { ...of.leaderElection, [key]: value } });
const loadBalancer = (change: Partial<Settings["loadBalancer"]>) => (of: Settings): Settings => ({ ...of, loadBalancer: { ...of.loadBalancer, ...change } });
const services = (change: Partial<Settings["services"]>) => (of: Settings): Settings => ({ ...of, services: { ...of.services, ...change } });
const bgp = (change: Partial<NonNullable<Settings["bgp"]>>) => (of: Settings): Settings => (of.bgp ? { ...of, bgp: { ...of.bgp, ...change } } : of);
const everyHost = (change: object) => (of: Settings): Settings => ({ ...of, hosts: Object.fromEntries(Object.entries(of.hosts).map(([key, host]) => [key, { ...host, ...change }])) });
const only = (...names: string[]) => () => names;
const whenBalancing = (name: string) => (of: Settings) => (of.loadBalancer.enabled ? [name] : []);
const whenServing = (name: string) => (of: Settings) => (of.services.enabled ? [name] : []);
const whenBgp = (name: string) => (of: Settings) => (of.bgp ? [name] : []);

const GATE = ["address", "period_seconds", "timeout_seconds", "failure_threshold", "ca_path"].map((name) => `control_plane_health_check_${name}`);

const gateOf = ({ bgp }: Settings) => (bgp ? GATE.filter((name) => name !== "control_plane_health_check_ca_path" || bgp.healthCheck?.caFile !== undefined) : []);

const CHANGES: readonly Change[] = [
  { setting: "port", variables: only("port"), to: (of) => ({ ...of, port: 65536 }) },
  { setting: "vips", variables: only("address"), to: (of) => ({ ...of, vips: ["203.0.113.9"] }) },
  { setting: "prefixLengths", variables: (of) => [versionFacts(of.image.version).maskVariable], to: (of) => ({ ...of, prefixLengths: [24] }) },
  { setting: "kubernetesAddress", variables: only("kubernetes_addr"), to: (of) => ({ ...of, kubernetesAddress: "203.0.113.9:6443" }) },
  { setting: "hosts.interface", variables: only("vip_interface"), to: everyHost({ interface: "changed0" }) },
  { setting: "hosts.nodeName", variables: only("vip_nodename"), to: everyHost({ nodeName: "changed-node" }) },
  { setting: "hosts.routerId", variables: whenBgp("bgp_routerid"), to: everyHost({ routerId: "203.0.113.9" }) },
  { setting: "hosts.address", variables: only(), to: everyHost({ address: "203.0.113.9" }) },
  { setting: "leaderElection.enabled", variables: only("vip_leaderelection"), to: (of) => lease("enabled", !of.leaderElection.enabled)(of) },
  { setting: "leaderElection.leaseName", variables: only("vip_leasename"), to: lease("leaseName", "changed-lock") },
  { setting: "leaderElection.namespace", variables: only("cp_namespace"), to: lease("namespace", "changed-namespace") },
  { setting: "leaderElection.leaseDurationSeconds", variables: only("vip_leaseduration"), to: lease("leaseDurationSeconds", 601) },
  { setting: "leaderElection.renewDeadlineSeconds", variables: only("vip_renewdeadline"), to: lease("renewDeadlineSeconds", 601) },
  { setting: "leaderElection.retryPeriodSeconds", variables: only("vip_retryperiod"), to: lease("retryPeriodSeconds", 601) },
  { setting: "leaderElection.leaseAnnotations", variables: only("vip_leaseannotations"), to: lease("leaseAnnotations", { changed: "yes" }) },
  { setting: "loadBalancer.port", variables: whenBalancing("lb_port"), to: loadBalancer({ port: 65536 }) },
  { setting: "loadBalancer.forwardingMethod", variables: whenBalancing("lb_fwdmethod"), to: (of) => loadBalancer({ forwardingMethod: of.loadBalancer.forwardingMethod === "tunnel" ? "bypass" : "tunnel" })(of) },
  { setting: "loadBalancer.backendCheckSeconds", variables: whenBalancing("backend_health_check_interval"), to: loadBalancer({ backendCheckSeconds: 601 }) },
  { setting: "bgp.as", variables: whenBgp("bgp_as"), to: bgp({ as: 4294967296 }) },
  { setting: "bgp.peers", variables: (of) => (of.bgp?.peersIn === "variables" ? ["bgp_peers"] : []), to: bgp({ peers: [{ address: "203.0.113.9", as: 1, hasPassword: true, multihop: false }] }) },
  { setting: "bgp.sourceAddress", variables: whenBgp("bgp_sourceip"), to: bgp({ sourceAddress: "203.0.113.9" }) },
  { setting: "bgp.sourceInterface", variables: whenBgp("bgp_sourceif"), to: bgp({ sourceInterface: "changed0" }) },
  { setting: "bgp.holdTimeSeconds", variables: whenBgp("bgp_hold_time"), to: bgp({ holdTimeSeconds: 601 }) },
  { setting: "bgp.keepaliveSeconds", variables: whenBgp("bgp_keepalive_interval"), to: bgp({ keepaliveSeconds: 601 }) },
  { setting: "bgp.healthCheck", variables: gateOf, to: bgp({ healthCheck: { address: "http://changed:1/", periodSeconds: 601, timeoutSeconds: 601, failureThreshold: 601 } }) },
  { setting: "metrics.address", variables: (of) => (of.metrics.enabled ? ["prometheus_server"] : []), to: (of) => ({ ...of, metrics: { ...of.metrics, address: ":0" } }) },
  { setting: "services.perServiceElection", variables: whenServing("svc_election"), to: (of) => services({ perServiceElection: !of.services.perServiceElection })(of) },
  { setting: "services.loadBalancerClassOnly", variables: whenServing("lb_class_only"), to: (of) => services({ loadBalancerClassOnly: !of.services.loadBalancerClassOnly })(of) },
  { setting: "services.loadBalancerClass", variables: whenServing("lb_class_name"), to: services({ loadBalancerClass: "changed.io/class" }) },
  { setting: "services.leaseName", variables: whenServing("svc_leasename"), to: services({ leaseName: "changed-lock" }) },
  { setting: "services.interface", variables: whenServing("vip_servicesinterface"), to: services({ interface: "changed0" }) },
  { setting: "healthCheckPort", variables: only("health_check_port"), to: (of) => ({ ...of, healthCheckPort: 1023 }) },
  { setting: "nodeLabeling", variables: only("enable_node_labeling"), to: (of) => ({ ...of, nodeLabeling: !of.nodeLabeling }) },
  { setting: "pod.environment", variables: only("vip_skipdad"), to: (of) => ({ ...of, pod: { ...of.pod, environment: { ...of.pod.environment, vip_skipdad: "true" } } }) },
  { setting: "pod.labels", variables: only(), to: (of) => ({ ...of, pod: { ...of.pod, labels: { changed: "yes" } } }) },
  { setting: "timeouts", variables: only(), to: (of) => ({ ...of, timeouts: { applySeconds: 1, proofSeconds: 1, removeSeconds: 1, pullSeconds: 1, observeSeconds: 1 } }) },
  { setting: "observe", variables: only(), to: (of) => ({ ...of, observe: "never" }) },
  { setting: "findings", variables: only(), to: (of) => ({ ...of, findings: { "vip-unanswered": "off" } }) },
  { setting: "rollout", variables: only(), to: (of) => ({ ...of, rollout: { retry: "again", replace: "vip a -> b" } }) },
];

function variablesOf(of: Settings): ReadonlyMap<string, string> {
  const pod = renderPod(of, Object.keys(of.hosts)[0]!);
  return new Map(pod.spec.containers[0]!.env.map((variable) => [variable.name, JSON.stringify(variable)]));
}

describe("a change of one setting", () => {
  it.each(CHANGES.map((change) => [change.setting, change] as const))("%s changes no variables but its own", (_setting, { variables, to }) => {
    fc.assert(fc.property(settings, (any) => {
      const [before, after] = [variablesOf(any), variablesOf(to(any))];
      const changed = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
      expect(changed).toEqual(variables(any));
    }), { numRuns: 100 });
  });

  it("loadBalancer.enabled changes the load balancer's variables only", () => {
    fc.assert(fc.property(settings, (any) => {
      const [before, after] = [variablesOf(any), variablesOf(loadBalancer({ enabled: !any.loadBalancer.enabled })(any))];
      const changed = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
      expect(changed.filter((name) => !name.startsWith("lb_") && name !== "backend_health_check_interval")).toEqual([]);
      expect(changed).toContain("lb_enable");
    }), { numRuns: 200 });
  });
});
