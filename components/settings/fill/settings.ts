// The settings of a draft that passed the checks.
import { fullPrefix } from "../addresses";
import { DEFAULTS } from "../defaults";
import { Access, type Severity } from "../choices";
import { type Draft, type DraftHost, interfaceOf } from "../draft";
import type { HostSettings, LeaderElectionSettings, LoadBalancerSettings, ServicesSettings, Settings } from "../settings";
import { canonical, fillBgp } from "./bgp";
import { fillImage } from "./image";
import { fillPaths } from "./paths";
import { fillPod, fillTimeouts, texts } from "./pod";

export function fillSettings(draft: Draft, isUnknown: (path: string) => boolean): Settings {
  const { args } = draft;
  const bgp = fillBgp(draft, isUnknown);
  return {
    vips: draft.vips.map((vip) => vip.address.text),
    prefixLengths: draft.vips.map((vip) => vip.prefix ?? fullPrefix(vip.address.family)),
    hosts: Object.fromEntries(draft.hosts.map((host) => [host.key, fillHost(draft, host)])),
    distribution: args.distribution ?? DEFAULTS.distribution,
    mode: draft.mode,
    port: draft.port,
    ...(args.kubernetesAddress === undefined ? {} : { kubernetesAddress: args.kubernetesAddress }),
    image: fillImage(draft),
    leaderElection: fillLeaderElection(draft),
    loadBalancer: fillLoadBalancer(draft),
    ...(bgp ? { bgp } : {}),
    metrics: { enabled: args.metrics?.enabled ?? true, address: args.metrics?.address ?? DEFAULTS.metricsAddress },
    services: fillServices(draft),
    ...(args.healthCheckPort === undefined ? {} : { healthCheckPort: args.healthCheckPort }),
    ...(args.logLevel === undefined || args.logLevel === "info" ? {} : { logLevel: args.logLevel }),
    nodeLabeling: args.nodeLabeling ?? false,
    paths: fillPaths(draft),
    containerRuntime: args.containerRuntime ?? DEFAULTS.containerRuntime,
    pod: fillPod(draft),
    ...(args.access === Access.Scoped ? { scopedAccess: { lifetimeSeconds: args.accessLifetimeSeconds ?? DEFAULTS.accessLifetimeSeconds } } : {}),
    timeouts: fillTimeouts(draft),
    observe: args.observe ?? DEFAULTS.observe,
    findings: fillFindings(args.findings),
    ...(args.bootstrap?.host === undefined ? {} : { bootstrapHost: args.bootstrap.host }),
    rollout: { retry: args.rollout?.retry ?? "", replace: args.rollout?.replace ?? "", ...(args.rollout?.emergency ? { emergency: args.rollout.emergency } : {}), ...(args.rollout?.takeOver === undefined ? {} : { takeOver: args.rollout.takeOver }) },
    adopt: args.adopt ?? false,
  };
}

function fillHost(draft: Draft, host: DraftHost): HostSettings {
  const name = interfaceOf(draft, host);
  const ownId = host.address?.family === 4 ? host.address.text : undefined;
  const routerId = host.args.routerId === undefined ? ownId : canonical(host.args.routerId);
  return {
    address: host.address?.text ?? "",
    ...(name === undefined ? {} : { interface: name }),
    ...(host.args.nodeName === undefined ? {} : { nodeName: host.args.nodeName }),
    ...(draft.mode === "bgp" && routerId !== undefined ? { routerId } : {}),
  };
}

/** In ARP mode kube-vip elects whatever it is told (pkg/manager/manager_arp.go), so the settings say so. */
export function fillLeaderElection(draft: Draft): LeaderElectionSettings {
  const given = draft.args.leaderElection ?? {};
  return {
    enabled: draft.mode === "arp" || (given.enabled ?? false),
    leaseName: given.leaseName ?? DEFAULTS.leaseName,
    namespace: given.namespace ?? DEFAULTS.namespace,
    leaseDurationSeconds: given.leaseDurationSeconds ?? DEFAULTS.leaseDurationSeconds,
    renewDeadlineSeconds: given.renewDeadlineSeconds ?? DEFAULTS.renewDeadlineSeconds,
    retryPeriodSeconds: given.retryPeriodSeconds ?? DEFAULTS.retryPeriodSeconds,
    leaseAnnotations: texts(given.leaseAnnotations),
  };
}

function fillLoadBalancer(draft: Draft): LoadBalancerSettings {
  const { backendCheckSeconds } = draft.args.loadBalancer ?? {};
  return { ...draft.loadBalancer, ...(backendCheckSeconds === undefined ? {} : { backendCheckSeconds }) };
}

function fillFindings(given: Draft["args"]["findings"]): Settings["findings"] {
  return Object.fromEntries(Object.entries(given ?? {}).filter((pair): pair is [string, Severity] => pair[1] !== undefined));
}

function fillServices(draft: Draft): ServicesSettings {
  const given = draft.args.services ?? {};
  return {
    enabled: given.enabled ?? false,
    perServiceElection: given.perServiceElection ?? false,
    ...(given.interface === undefined ? {} : { interface: given.interface.trim() }),
    loadBalancerClassOnly: given.loadBalancerClassOnly ?? false,
    ...(given.loadBalancerClass === undefined ? {} : { loadBalancerClass: given.loadBalancerClass }),
    leaseName: given.leaseName ?? DEFAULTS.servicesLeaseName,
  };
}
