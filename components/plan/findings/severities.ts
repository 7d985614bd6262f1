// The user's own severities, by id of the finding.
import { Severity } from "../../settings/choices";
import { nearest, quote } from "../../settings/words";
import type { Finding } from "./finding";

const SEVERITIES: readonly string[] = Object.values(Severity);

export type Severities = Readonly<Record<string, Severity>>;

/** What is wrong with the user's severities, a sentence for each. `ids`: those that there are. */
export function severityMistakes(severities: Readonly<Record<string, string>>, ids: readonly string[]): string[] {
  return Object.entries(severities).flatMap(([id, severity]) => [
    ...(ids.includes(id) ? [] : [unknownId(id, ids)]),
    ...(SEVERITIES.includes(severity) ? [] : [`The severity ${quote(severity)} of ${quote(id)} is none of ${SEVERITIES.join(", ")}.`]),
  ]);
}

function unknownId(id: string, ids: readonly string[]): string {
  const near = nearest(id, ids);
  return `There is no finding called ${quote(id)}${near === undefined ? "; docs/findings.md lists them." : `; did you mean \`${near}\`?`}`;
}

/** The findings with the user's severities; those that are off are left out. */
export function withSeverities(findings: readonly Finding[], severities: Severities): Finding[] {
  return findings.flatMap((finding) => {
    const severity = (Object.hasOwn(severities, finding.id) ? severities[finding.id] : undefined) ?? finding.severity;
    return severity === Severity.Off ? [] : [{ ...finding, severity }];
  });
}
