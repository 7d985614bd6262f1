// What our agent recorded on a host, where nothing recorded must be told from what could not be read.
import type { HostFacts, RecordFacts } from "../facts/hostFacts";

const NOTHING: RecordFacts = { owner: "", manifestPath: "", manifestSha256: "", filledSha256: "", applied: "", agentSha256: "", containerId: "", repairs: 0, failedSha256: "", failedReason: "" };

/** Undefined when it could not be read; with empty fields where nothing was ever recorded. */
export function recordOf({ record, system, gaps }: HostFacts): RecordFacts | undefined {
  if (record !== undefined) return record;
  return system.root && !gaps.some(({ part }) => part === "record") ? NOTHING : undefined;
}
