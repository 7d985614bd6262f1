// One look at all hosts, as a status.
import { agentSha256 } from "../../components/hosts/agentScript";
import type { Fleet } from "../cluster/fleet";
import type { ClusterFlags } from "../cluster/options";
import type { Clock } from "../terminal";
import type { ClusterStatus } from "./clusterStatus";
import { statusOf } from "./statusOf";

/** Milliseconds for one look at a host. */
export function deadlineOf(fleet: Fleet, { deadline }: Pick<ClusterFlags, "deadline">): number {
  return (deadline ?? fleet.cluster.settings.timeouts.observeSeconds) * 1000;
}

export async function lookOnce(fleet: Fleet, deadlineMs: number, clock: Clock): Promise<ClusterStatus> {
  const observations = await fleet.look(deadlineMs);
  return statusOf({ settings: fleet.cluster.settings, observations, agentSha256: agentSha256(), now: clock.now() });
}
