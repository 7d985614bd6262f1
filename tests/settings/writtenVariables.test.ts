// No variable that the manifest writes can be set a second time by pod.environment.
import fc from "fast-check";
import { renderPod } from "../../components/manifest";
import { WRITTEN_BY } from "../../components/settings/checks/writtenVariables";
import { resolveSettings } from "../../components/settings/resolve";
import { variableHistory } from "../../components/versions/variables";
import { settings } from "../arbitraries/settings";
import { validArgs } from "./arbitraries";

const namesOf = (pod: ReturnType<typeof renderPod>) => (pod.spec.containers[0]?.env ?? []).map((variable) => variable.name);

it("knows all variables that any settings write", () => {
  fc.assert(fc.property(settings, (of) => {
    const own = new Set(Object.keys(of.pod.environment));
    for (const key of Object.keys(of.hosts)) {
      expect(namesOf(renderPod({ ...of, pod: { ...of.pod, patch: undefined } }, key)).filter((name) => !own.has(name) && !Object.hasOwn(WRITTEN_BY, name))).toEqual([]);
    }
  }), { numRuns: 300 });
});

it("names only variables that some version of kube-vip reads", () => {
  expect(Object.keys(WRITTEN_BY).filter((name) => variableHistory(name).length === 0)).toEqual([]);
});

it("writes each variable once for arguments that pass the checks", () => {
  fc.assert(fc.property(validArgs, (args) => {
    const resolved = resolveSettings(args).settings!;
    for (const key of Object.keys(resolved.hosts)) {
      const names = namesOf(renderPod(resolved, key));
      expect(new Set(names).size).toBe(names.length);
    }
  }), { numRuns: 300 });
});
