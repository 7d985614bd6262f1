// Problems as a text for a person.
import type { Problem } from "./problems";

const ORDER: Readonly<Record<Problem["severity"], number>> = { error: 0, warning: 1, info: 2 };

/** One block, errors first: a line `severity  field: reason remedy` for each problem. Empty for none. */
export function formatProblems(problems: readonly Problem[]): string {
  return [...problems]
    .sort((a, b) => ORDER[a.severity] - ORDER[b.severity])
    .map((problem) => `${problem.severity.padEnd(7)}  ${problem.field}: ${problem.reason} ${problem.remedy}`)
    .join("\n");
}
