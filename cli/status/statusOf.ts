// From settings and observations to the status. Pure.
import type { HostFacts } from "../../components/facts/hostFacts";
import { factsOf, type Observations } from "../../components/facts/observation";
import { renderManifests } from "../../components/manifest";
import { findings } from "../../components/plan/findings/findings";
import { elects } from "../../components/plan/findings/scene";
import { planRollout } from "../../components/plan/rolloutPlan";
import { withPort } from "../../components/settings/addresses";
import type { Settings } from "../../components/settings/settings";
import type { ClusterStatus, HolderStatus, LeaseStatus } from "./clusterStatus";
import { hostStatus } from "./hostStatus";
import { judge } from "./judge";

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
  const hosts = Object.fromEntries(Object.entries(settings.hosts).map(([key, host]) => [key, hostStatus(observations[key], plans[key], host.nodeName, now)]));
  const facts = factsOf(observations);
  const lease = leaseOf(settings, facts);
  const evidence = { vips: settings.vips, hosts, holders: holdersOf(settings, facts), findings: findings(settings, observations, { severities: settings.findings, now }), ...(lease ? { lease } : {}) };
  return { format: 1, at: new Date(now).toISOString(), endpoint: `https://${withPort(settings.vips[0] ?? "", settings.loadBalancer.port)}`, ...judge({ ...evidence, elects: elects(settings) }), ...evidence };
}

function holdersOf(settings: Settings, facts: Readonly<Record<string, HostFacts>>): HolderStatus[] {
  return settings.vips.flatMap((vip) => Object.entries(facts).flatMap(([host, { vips = [], interfaces = [], kubelet }]) => {
    const link = vips.find((seen) => seen.vip === vip)?.interface;
    if (link === undefined) return [];
    const mac = interfaces.find(({ name, loopback }) => name === link && !loopback)?.mac ?? "";
    return [{ host, node: settings.hosts[host]?.nodeName ?? kubelet?.nodeName ?? "", vip, interface: link, mac }];
  }));
}

/** As the host saw it that saw it freshest: others may ask an API server that lags behind. */
function leaseOf(settings: Settings, facts: Readonly<Record<string, HostFacts>>): LeaseStatus | undefined {
  if (!elects(settings)) return undefined;
  const seen = Object.values(facts).flatMap(({ cluster }) => (cluster?.lease ? [cluster.lease] : []));
  const freshest = [...seen].sort((a, b) => b.transitions - a.transitions || a.ageMs - b.ageMs)[0];
  return freshest && { name: settings.leaderElection.leaseName, ...freshest };
}
