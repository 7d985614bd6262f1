// The `vectors` command: compares a whole file of cases and counts.
import { readFileSync } from "node:fs";
import { compareCase } from "./compareCase";
import { DELIBERATE_DIFFERENCES } from "./deliberateDifferences";

/** Prints what failed and why, which deliberate differences were met, and `N passed, N failed` last. Returns the exit code, 1 when any failed. */
export function runVectors(file: string, print: (line: string) => void): number {
  const cases = readCases(file);
  if (typeof cases === "string") {
    print(cases);
    print("0 passed, 1 failed");
    return 1;
  }
  const met = new Map<string, number>();
  let failed = 0;
  cases.forEach((value, index) => {
    const { faults, excused } = compareCase(value);
    for (const id of excused) met.set(id, (met.get(id) ?? 0) + 1);
    if (faults.length === 0) return;
    failed += 1;
    print(`case ${index + 1} failed:`);
    for (const fault of faults) print(`  ${fault}`);
  });
  for (const { id, reason } of DELIBERATE_DIFFERENCES) {
    if (met.has(id)) print(`deliberate difference ${id}, in ${met.get(id)} cases: ${reason}`);
  }
  print(`${cases.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** The cases, or a sentence that says why there are none. */
function readCases(file: string): readonly unknown[] | string {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (!Array.isArray(parsed)) return `${file} holds no list of cases.`;
    return parsed.length > 0 ? (parsed as readonly unknown[]) : `${file} holds an empty list of cases.`;
  } catch (error) {
    return `${file} cannot be read as a vectors file: ${error instanceof Error ? error.message : String(error)}`;
  }
}
