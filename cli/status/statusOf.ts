// From settings and observations to the status. Pure.
import type { HostFacts } from "../../components/facts/hostFacts";
import { factsOf, type Observations } from "../../components/facts/observation";
import { renderManifests } from "../../components/manifest";
import { findings } from "../../components/plan/findings/findings";
import { elects } from "../../components/plan/findings/scene";
import { holdsVip } from "../../components/plan/holding";
import { planRollout } from "../../components/plan/rolloutPlan";
import { withPort } from "../../components/settings/addresses";
import type { Settings } from "../../components/settings/settings";
import type { ClusterStatus, HolderStatus, LeaseStatus } from "./clusterStatus";
import { hostStatus } from "./hostStatus";
import { freshest } from "./freshest";
import { judge } from "./judge";
import { servicesStatus } from "./servicesStatus";

export interface Looked {
  readonly settings: Settings;
  readonly observations: Observations;
  /** sha256 of the agent's script that this program would put on the hosts. */
  readonly agentSha256: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function statusOf({ settings, observations, agentSha256, now }: Looked): ClusterStatus {
  const { hosts: plans } = planRollout({ settings, manifests: renderManifests(settings), agentSha256, observations });
  const hosts = Object.fromEntries(Object.entries(settings.hosts).map(([key, host]) => [key, hostStatus(settings, observations[key], plans[key], host.nodeName, now)]));
  const facts = factsOf(observations);
  const lease = leaseOf(settings, facts);
  const services = servicesStatus(settings, facts);
  const evidence = { vips: settings.vips, hosts, holders: holdersOf(settings, facts), findings: findings(settings, observations, { severities: settings.findings, now }), ...(lease ? { lease } : {}) };
  return { format: 1, at: new Date(now).toISOString(), endpoint: `https://${withPort(settings.vips[0] ?? "", settings.loadBalancer.port)}`, ...judge({ ...evidence, elects: elects(settings) }), ...evidence, ...(services ? { services } : {}) };
}

function holdersOf(settings: Settings, facts: Readonly<Record<string, HostFacts>>): HolderStatus[] {
  return settings.vips.flatMap((vip) => Object.entries(facts).flatMap(([host, seen]) => {
    const { vips = [], interfaces = [], kubelet } = seen;
    const link = vips.find((one) => one.vip === vip)?.interface;
    if (link === undefined || !holdsVip(settings, seen, vip)) return [];
    const mac = interfaces.find(({ name, loopback }) => name === link && !loopback)?.mac ?? "";
    return [{ host, node: settings.hosts[host]?.nodeName ?? kubelet?.nodeName ?? "", vip, interface: link, mac }];
  }));
}

function leaseOf(settings: Settings, facts: Readonly<Record<string, HostFacts>>): LeaseStatus | undefined {
  return elects(settings) ? freshest(settings.leaderElection.leaseName, Object.values(facts).map(({ cluster }) => cluster?.lease)) : undefined;
}
