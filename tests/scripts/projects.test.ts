// Which projects of `npm test` run at the same time.
import { batches, projects } from "../../scripts/test/projects";

const names = (chosen: typeof projects): string[][] => batches(chosen).map((batch) => batch.map(({ name }) => name));

describe("projects of npm test", () => {
  it("run at the same time where they leave processors idle, and never with a lab", () => {
    expect(names(projects)).toEqual([["unit"], ["ssh", "package", "engine"], ["lab"], ["bgp"], ["services"], ["role"], ["findings"], ["faults"]]);
  });
  it("run in order, whatever is left out", () => {
    expect(names(projects.filter(({ name }) => name !== "package"))).toEqual([["unit"], ["ssh", "engine"], ["lab"], ["bgp"], ["services"], ["role"], ["findings"], ["faults"]]);
    expect(names([])).toEqual([]);
  });
});
