// How a family of checks declares its problems: every id once, with its severity, so that tests and docs can list them.
import type { Problem } from "../problems";

export type Severity = Problem["severity"];

/** Makes a problem of this family; the type admits only declared ids. */
export type Report<Id extends string> = (id: Id, field: string, reason: string, remedy: string, dependsOn?: readonly string[]) => Problem;

export interface ProblemFamily<Id extends string> {
  readonly severities: Readonly<Record<Id, Severity>>;
  readonly report: Report<Id>;
}

/** Declares the ids of a family with their severities. */
export function problemFamily<Id extends string>(severities: Readonly<Record<Id, Severity>>): ProblemFamily<Id> {
  return {
    severities,
    report: (id, field, reason, remedy, dependsOn) => ({
      id, severity: severities[id], field, ...(dependsOn && dependsOn.length > 0 ? { dependsOn } : {}), reason, remedy,
    }),
  };
}
