// What an observer knows of each host: its facts, or why there are none.
import type { HostFacts } from "./hostFacts";

export type Observation =
  | { readonly kind: "seen"; readonly facts: HostFacts }
  /** Could not be reached or read. */
  | { readonly kind: "unseen"; readonly reason: string }
  /** Its address or credentials are not known yet: it is made in this very program. */
  | { readonly kind: "unknown" };

/** By host key. */
export type Observations = Readonly<Record<string, Observation>>;

/** The facts of the hosts that were seen, by key. */
export function factsOf(observations: Observations): Readonly<Record<string, HostFacts>> {
  return Object.fromEntries(Object.entries(observations).flatMap(([key, seen]) => (seen.kind === "seen" ? [[key, seen.facts] as const] : [])));
}
