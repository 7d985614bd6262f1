// What an operation of the engine told: texts, and which resources it changes.
import { diagnostics, operations, type EngineEvent } from "../../lab/pulumi/events";

interface Told {
  readonly events: EngineEvent[];
}

/** `update kube-vip-host-cp1` for each resource that does not stay the same. */
export function changes({ events }: Told): string[] {
  return operations(events).filter(({ op }) => op !== "same").map(({ name, op }) => `${op} ${name}`);
}

/** All diagnostics. */
export function said({ events }: Told): string {
  return diagnostics(events).join("\n");
}
