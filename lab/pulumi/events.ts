// The engine's event log (`--event-log`), as far as the lab reads it.
import { readFile } from "node:fs/promises";

/** A step as in pulumi sdk/go/common/apitype/events.go, `StepEventMetadata`. */
export interface StepMetadata {
  op: string;
  urn: string;
  type: string;
  diffs?: string[];
  detailedDiff?: Record<string, { diffKind: string; inputDiff: boolean }>;
}

export interface EngineEvent {
  sequence: number;
  /** Unix seconds. */
  timestamp: number;
  diagnosticEvent?: { urn?: string; message: string; severity: string; color: string; ephemeral?: boolean };
  resourcePreEvent?: { metadata: StepMetadata; planning?: boolean };
  resOutputsEvent?: { metadata: StepMetadata; planning?: boolean };
  resOpFailedEvent?: { metadata: StepMetadata; status: number; steps: number };
  summaryEvent?: { maybeCorrupt: boolean; durationSeconds: number; resourceChanges: Record<string, number> };
  [kind: string]: unknown;
}

/** @returns no events when the engine did not get so far as to write the file */
export async function readEvents(path: string): Promise<EngineEvent[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.split("\n").filter(Boolean).map((line) => JSON.parse(line) as EngineEvent);
}

/** What the engine did, or would do in a preview: the operation of each resource by its name (the last part of its URN), in order of start. */
export function operations(events: EngineEvent[]): { name: string; type: string; op: string; urn: string }[] {
  const steps = events.flatMap(({ resourcePreEvent }) => (resourcePreEvent ? [resourcePreEvent.metadata] : []));
  return steps.map(({ op, urn, type }) => ({ name: urn.split("::").slice(3).join("::"), type, op, urn }));
}

/** The text of the lasting diagnostics, without colours. Default: all that a user sees, so not those of severity "debug". */
export function diagnostics(events: EngineEvent[], severity?: "info" | "info#err" | "warning" | "error" | "debug"): string[] {
  const lasting = events.flatMap(({ diagnosticEvent }) => (diagnosticEvent && !diagnosticEvent.ephemeral ? [diagnosticEvent] : []));
  const wanted = lasting.filter((event) => (severity === undefined ? event.severity !== "debug" : event.severity === severity));
  return wanted.map(({ message }) => message.replace(/<\{%[^%]*%\}>/g, "").trimEnd());
}

/** The lines that resources showed while they ran. */
export function statusLines(events: EngineEvent[]): string[] {
  return events.flatMap(({ diagnosticEvent }) => (diagnosticEvent?.ephemeral ? [diagnosticEvent.message.trimEnd()] : []));
}
