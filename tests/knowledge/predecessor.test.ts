// Hosts that the guards of a killed rollout hold still are waited for, and looked at again.
import type { Observations } from "../../components/facts/observation";
import type { Looked } from "../../components/knowledge/look";
import { lookWhenFree } from "../../components/knowledge/predecessor";
import { observed, settingsFrom } from "../facts/healthyCluster";

const settings = settingsFrom();

function lookedWith(lock?: { alive: boolean; ending: boolean; owner?: string }): Looked & { readonly closed: string[] } {
  const closed: string[] = [];
  const all = observed(settings);
  const observations: Observations = Object.fromEntries(Object.entries(all).map(([key, seen]) => {
    if (key !== "cp2" || seen.kind !== "seen" || lock === undefined || seen.facts.record === undefined) return [key, seen];
    return [key, { kind: "seen", facts: { ...seen.facts, record: { ...seen.facts.record, lock: { who: "ada", run: "r1", heldSeconds: 9, owner: "", ...lock } } } }];
  }));
  const session = { close: () => void closed.push("cp2") } as unknown as Looked["sessions"] extends ReadonlyMap<string, infer S> ? S : never;
  return { observations, sessions: new Map([["cp2", session]]), closed };
}

async function play(looks: readonly Looked[], withinMs = 60_000) {
  const said: (readonly string[])[] = [];
  let asked = 0;
  const looked = await lookWhenFree(async () => looks[Math.min(asked++, looks.length - 1)]!, { owner: Promise.resolve("dev::shop::t::prod"), ownMs: 60, withinMs, pauseMs: 10, say: (keys) => void said.push(keys) });
  return { looked, asked, said };
}

it("looks once where nobody holds a host, or somebody who is still at work", async () => {
  for (const lock of [undefined, { alive: true, ending: false }, { alive: false, ending: true }]) {
    expect(await play([lookedWith(lock)])).toMatchObject({ asked: 1, said: [] });
  }
});

it("looks again until they have given way, says so once, and leaves no session behind", async () => {
  const [first, second, last] = [lookedWith({ alive: true, ending: true }), lookedWith({ alive: true, ending: true }), lookedWith()];
  const { looked, asked, said } = await play([first, second, last]);
  expect([asked, said, looked === last]).toEqual([3, [["cp2"]], true]);
  expect([first.closed, second.closed, last.closed]).toEqual([["cp2"], ["cp2"], []]);
});

it("waits for a rollout of its own component too, which may not have noticed yet that its engine is dead", async () => {
  const { asked, said } = await play([lookedWith({ alive: true, ending: false, owner: "dev::shop::t::prod" }), lookedWith()]);
  expect([asked, said]).toEqual([2, [["cp2"]]]);
  const alive = lookedWith({ alive: true, ending: false, owner: "dev::shop::t::prod" });
  const { looked, asked: often } = await play([alive], 10_000);
  expect([looked === alive, often > 1]).toEqual([true, true]);
});

it("gives up after its time, with the last look", async () => {
  const stuck = lookedWith({ alive: true, ending: true });
  const { looked, asked } = await play([stuck], 25);
  expect([looked === stuck, asked > 1]).toEqual([true, true]);
});
