// What a run with nothing to change costs beside the engine's own time for as many resources that do nothing.
import { join } from "node:path";
import { demoStack } from "../lab/demo/demoStack";
import type { Workspace } from "../lab/pulumi/workspace";
import type { Say } from "../lab/progress";
import type { Lab } from "../lab/session";
import { benchArguments } from "./settings";

/** Seconds of each `up --skip-preview` with nothing to change. */
export interface IdleTimes {
  readonly ours: readonly number[];
  /** `observe: never`. */
  readonly unseeing: readonly number[];
  readonly engine: readonly number[];
}

const AT_ONCE = { args: ["--skip-preview"] };

/** In turn, so that what else the machine does falls on all alike. */
export async function measureIdle(lab: Lab, rounds: number, say: Say): Promise<IdleTimes> {
  await lab.resetHosts();
  const { workspace: ours } = await demoStack(lab, say, benchArguments());
  const { workspace: unseeing } = await demoStack(lab, say, benchArguments(undefined, { observe: "never" }));
  const { workspace: engine } = await demoStack(lab, say, {}, join(__dirname, "idle"));
  const stacks = { ours, unseeing, engine };
  const times: Record<keyof typeof stacks, number[]> = { ours: [], unseeing: [], engine: [] };
  try {
    for (const stack of Object.values(stacks)) await stack.up(AT_ONCE);
    for (let round = 0; round < rounds; round++) {
      for (const [name, stack] of Object.entries(stacks) as [keyof typeof stacks, Workspace][]) times[name].push((await stack.up(AT_ONCE)).seconds);
      say(`round ${round + 1} of ${rounds}: ${Object.entries(times).map(([name, all]) => `${name} ${all.at(-1)!.toFixed(1)} s`).join(", ")}`);
    }
  } finally {
    for (const stack of Object.values(stacks)) await stack.remove();
    await lab.resetHosts();
  }
  return times;
}
