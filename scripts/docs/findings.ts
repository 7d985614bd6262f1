// The sections of docs/findings.md, from the catalogue of findings.
import { FAMILIES } from "../../components/plan/findings/catalogue";
import type { FindingKind } from "../../components/plan/findings/family";

function section([id, { severity, title, meaning, seen, remedy }]: readonly [string, FindingKind]): string {
  const lines = [`- What it means: ${meaning}`, `- How it was seen: ${seen}`, `- What to do: ${remedy}`, `- To silence it: \`findings: { "${id}": "off" }\`.`];
  return [`### ${id}`, `**${title}.** Default: ${severity}.`, lines.join("\n")].join("\n\n");
}

/** One section for each id, under the heading of its family. */
export function findingSections(): string {
  return FAMILIES.map(({ title, kinds }) => [`## ${title}`, ...Object.entries(kinds).map(section)].join("\n\n")).join("\n\n");
}

/** All ids with their severities, as a table. */
export function findingTable(): string {
  const rows = FAMILIES.flatMap(({ kinds }) => Object.entries(kinds).map(([id, { severity, title }]) => `| [${id}](#${id}) | ${severity} | ${title} |`));
  return ["| Id | Default | |", "| --- | --- | --- |", ...rows].join("\n");
}
