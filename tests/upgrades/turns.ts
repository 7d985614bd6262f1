// In what order a rollout took the hosts: as the engine logged it, without any host's clock.
import type { EngineEvent } from "../../lab/pulumi/events";

/** `cp1 begins`, `cp1 ends` and so on, of the hosts' own resources. */
export function turns(events: readonly EngineEvent[]): string[] {
  return events.flatMap(({ resourcePreEvent, resOutputsEvent }) => {
    const urn = (resourcePreEvent ?? resOutputsEvent)?.metadata.urn;
    const host = /::kube-vip-host-(cp\d)$/.exec(urn ?? "")?.[1];
    return host === undefined ? [] : [`${host} ${resourcePreEvent ? "begins" : "ends"}`];
  });
}

/** One after the other. */
export function inTurn(hosts: readonly string[]): string[] {
  return hosts.flatMap((host) => [`${host} begins`, `${host} ends`]);
}
