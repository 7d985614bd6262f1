// Which projects of `npm test` run at the same time.
import { batches, projects } from "../../scripts/test/projects";

const names = (chosen: typeof projects): string[][] => batches(chosen).map((batch) => batch.map(({ name }) => name));

describe("projects of npm test", () => {
  it("run at the same time where they leave processors idle, and never with a lab", () => {
    const [first, beside, ...alone] = names(projects);
    expect([first, beside]).toEqual([["unit"], ["ssh", "package", "engine"]]);
    expect(alone).toEqual(projects.filter(({ name }) => name !== "unit" && !beside!.includes(name)).map(({ name }) => [name]));
  });
  it("run in order, whatever is left out", () => {
    expect(names(projects.filter(({ name }) => name !== "package")).slice(0, 3)).toEqual([["unit"], ["ssh", "engine"], ["lab"]]);
    expect(names([])).toEqual([]);
  });
});
