// The last line of `npm test`, from jest's reports.
import { add, failedTests, type JestReport, line, NONE, skippedParts, tallyOf } from "../../scripts/test/tally";

const green: JestReport = { success: true, numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, numRuntimeErrorTestSuites: 0, testResults: [] };

describe("the counts of a jest project", () => {
  it("are jest's own", () => {
    expect(tallyOf({ ...green, success: false, numFailedTests: 2, numPendingTests: 4, numTodoTests: 1 }, false)).toEqual({ passed: 3, failed: 2, skipped: 5 });
  });
  it("hold a failed test for a file that could not be run", () => {
    expect(tallyOf({ ...green, success: false, numRuntimeErrorTestSuites: 2 }, false).failed).toBe(2);
  });
  it("hold a failed test where jest failed and no test did", () => {
    expect(tallyOf(green, false).failed).toBe(1);
    expect(tallyOf({ ...green, success: false }, true).failed).toBe(1);
  });
  it("hold a failed test where no test was there to run", () => {
    expect(tallyOf({ ...green, numPassedTests: 0 }, true).failed).toBe(1);
  });
  it("hold no failed test where tests were skipped for a reason of their own", () => {
    expect(tallyOf({ ...green, numPassedTests: 0, numPendingTests: 2 }, true)).toEqual({ passed: 0, failed: 0, skipped: 2 });
  });
});

describe("the last line", () => {
  it("names what was skipped only when something was", () => {
    expect(line({ passed: 3, failed: 0, skipped: 0 })).toBe("3 passed, 0 failed");
    expect(line({ passed: 3, failed: 1, skipped: 2 })).toBe("3 passed, 1 failed, 2 skipped");
  });
  it("is the sum over all projects", () => {
    expect([{ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 }].reduce(add, NONE)).toEqual({ passed: 11, failed: 22, skipped: 33 });
  });
});

it("names skipped tests by their outermost group, once", () => {
  const test = (status: string, ...titles: string[]) => ({ status, ancestorTitles: titles.slice(0, -1), title: titles.at(-1)! });
  const assertionResults = [test("passed", "a", "1"), test("pending", "needs busybox", "x", "2"), test("pending", "needs busybox", "3"), test("todo", "alone")];
  expect(skippedParts({ ...green, testResults: [{ assertionResults }] })).toEqual(["needs busybox (2)", "alone (1)"]);
});

it("names failed tests by their whole titles", () => {
  const assertionResults = [{ status: "passed", ancestorTitles: ["a"], title: "1" }, { status: "failed", ancestorTitles: ["a", "b"], title: "2" }];
  expect(failedTests({ ...green, testResults: [{ assertionResults }] })).toEqual(["a > b > 2"]);
});
