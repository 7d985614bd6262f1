// Every id of the catalogue is brought about for real in the lab (tests/findings/provocations), so that no check lives by facts that somebody imagined.
import { FINDING_IDS } from "../../../components/plan/findings/catalogue";
import { FAMILIES, provokedIds } from "../../findings/provocations/families";

it("is each brought about on real hosts, and no id that there is not", () => {
  expect(provokedIds().sort()).toEqual([...FINDING_IDS].sort());
});

it("is undone wherever a host or the cluster was changed", () => {
  const all = FAMILIES.flatMap(({ provocations }) => provocations);
  expect(all.filter(({ provoke, undo }) => (provoke === undefined) !== (undo === undefined)).map(({ title }) => title)).toEqual([]);
  expect(all.filter(({ prepare, restore }) => (prepare === undefined) !== (restore === undefined)).map(({ title }) => title)).toEqual([]);
});
