// A lease as the host saw it that saw it freshest: others may ask an API server that lags behind.
import type { LeaseFacts } from "../../components/facts/hostFacts";
import type { LeaseStatus } from "./clusterStatus";

export function freshest(name: string, seen: readonly (LeaseFacts | undefined)[]): LeaseStatus | undefined {
  const known = seen.filter((lease) => lease !== undefined);
  const [first] = known.sort((a, b) => b.transitions - a.transitions || a.ageMs - b.ageMs);
  return first && { name, ...first };
}
