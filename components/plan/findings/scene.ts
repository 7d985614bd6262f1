// What the checks look at: the settings beside what was seen of each host.
import type { HostFacts, NodeFacts, VipFacts } from "../../facts/hostFacts";
import type { Observations } from "../../facts/observation";
import type { HostSettings, Settings } from "../../settings/settings";
import { isAwaiting, withoutCluster } from "../awaiting";
import { recordOf } from "../recorded";
import type { Finding } from "./finding";

export interface SeenHost {
  readonly key: string;
  readonly settings: HostSettings;
  readonly facts: HostFacts;
}

export interface UnseenHost {
  readonly key: string;
  readonly settings: HostSettings;
  readonly reason: string;
}

export interface Scene {
  readonly settings: Settings;
  /** Milliseconds since the epoch, by the observer's clock. */
  readonly now: number;
  /** Who this component is on a host, `STACK::PROJECT::TYPE::NAME`; absent where nobody is about to change anything. */
  readonly owner?: string;
  /** The rollout that the observer itself holds, so that its own lock is none of another's. */
  readonly run?: string;
  /** Hosts that were seen, in the order of the settings. */
  readonly hosts: readonly SeenHost[];
  readonly unseen: readonly UnseenHost[];
  /** Keys of hosts that this very program makes. */
  readonly pending: readonly string[];
  /** Every control-plane Node that some host told, once. */
  readonly nodes: readonly NodeFacts[];
}

export type Check = (scene: Scene) => Finding[];

export function sceneOf(settings: Settings, observations: Observations, options: Pick<Scene, "now" | "owner" | "run">): Scene {
  const hosts: SeenHost[] = [];
  const unseen: UnseenHost[] = [];
  const pending: string[] = [];
  for (const [key, host] of Object.entries(settings.hosts)) {
    const observation = Object.hasOwn(observations, key) ? observations[key] : undefined;
    if (observation?.kind === "seen") hosts.push({ key, settings: host, facts: isAwaiting(settings, observation.facts) ? withoutCluster(observation.facts) : observation.facts });
    else if (observation?.kind === "unseen") unseen.push({ key, settings: host, reason: observation.reason });
    else pending.push(key);
  }
  return { settings, hosts, unseen, pending, nodes: nodesOf(hosts), ...options };
}

function nodesOf(hosts: readonly SeenHost[]): NodeFacts[] {
  const nodes = new Map<string, NodeFacts>();
  for (const { facts } of hosts) {
    for (const node of facts.cluster?.controlPlaneNodes ?? []) {
      if (!nodes.has(node.name)) nodes.set(node.name, node);
    }
  }
  return [...nodes.values()];
}

/** Whether nothing can be hidden on a host that was not seen. */
export function sawAll({ unseen, pending }: Scene): boolean {
  return unseen.length === 0 && pending.length === 0;
}

export function vipFactsOf({ facts }: SeenHost, vip: string): VipFacts | undefined {
  return facts.vips?.find((item) => item.vip === vip);
}

/** Name of the host's Node, as its kube-vip writes it into the lease; undefined when nobody told. */
export function nodeNameOf({ settings, facts }: SeenHost): string | undefined {
  return settings.nodeName ?? (facts.kubelet?.nodeName || undefined);
}

/** Whether a lease decides who holds the VIP: always in ARP mode, by choice in BGP mode. */
export function elects({ mode, leaderElection }: Settings): boolean {
  return mode === "arp" || leaderElection.enabled;
}

export function familyOf(address: string): 4 | 6 {
  return address.includes(":") ? 6 : 4;
}

/** Whether an agent of ours has recorded something on the host; undefined when that could not be read. */
export function isRecorded(facts: HostFacts): boolean | undefined {
  const record = recordOf(facts);
  return record && record.owner !== "";
}
