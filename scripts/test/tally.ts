// Counts of tests, from jest's JSON report to the last line of `npm test`.

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NONE: Tally = { passed: 0, failed: 0, skipped: 0 };

/** What is read of the file that `jest --json --outputFile` writes (jest 30, `AggregatedResult`). */
export interface JestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Test files that could not be run at all; their tests are in no other count. */
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly { readonly assertionResults: readonly { readonly status: string; readonly title: string; readonly ancestorTitles: readonly string[] }[] }[];
}

export function add(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** A file that could not be run counts as one failed test. So does whatever else made jest fail (an obsolete snapshot, a crash at its end), or no test at all. */
export function tallyOf(report: JestReport, jestSucceeded: boolean): Tally {
  const passed = report.numPassedTests;
  const skipped = report.numPendingTests + report.numTodoTests;
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  const failedOtherwise = failed === 0 && (!jestSucceeded || !report.success || passed + skipped === 0);
  return { passed, skipped, failed: failedOtherwise ? 1 : failed };
}

/** `12 passed, 0 failed, 3 skipped`; without the last part when nothing was skipped. */
export function line({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** The outermost groups that hold skipped tests, with how many: their titles are to say why. */
export function skippedParts({ testResults }: JestReport): string[] {
  const counts = new Map<string, number>();
  for (const { status, title, ancestorTitles } of testResults.flatMap(({ assertionResults }) => assertionResults)) {
    const part = ancestorTitles[0] ?? title;
    if (status === "pending" || status === "todo") counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  return [...counts].map(([part, count]) => `${part} (${count})`);
}

/** Full titles of the tests that failed. */
export function failedTests({ testResults }: JestReport): string[] {
  return testResults.flatMap(({ assertionResults }) => assertionResults).flatMap(({ status, title, ancestorTitles }) => (status === "failed" ? [[...ancestorTitles, title].join(" > ")] : []));
}
