// Which resources have to run again since a host drifted, and the words that mark them.
import { factsOf, type Observations } from "../facts/observation";
import { type HostPart, hostResourceName } from "../resourceNames";
import type { Drifted } from "./drift";
import type { RolloutPlan } from "./rolloutPlan";

export interface MarkInputs {
  /** The component's name. */
  readonly name: string;
  readonly plan: RolloutPlan;
  readonly observations: Observations;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** By resource name. Every mark holds a count that the host keeps, so that the same drift seen again later is again another text. */
export function driftMarks({ name, plan, observations, now }: MarkInputs): Readonly<Record<string, string>> {
  const facts = factsOf(observations);
  const drifted = Object.entries(plan.hosts).filter(([, { drift }]) => drift.agent.length + drift.host.length > 0);
  const counts = Object.fromEntries(Object.entries(facts).map(([key, { record }]) => [key, record?.repairs ?? 0]));
  const time = new Date(now).toISOString();
  const marks = drifted.flatMap(([key, { drift }]) => {
    // A machine without our record has no count either.
    const label = facts[key]?.record?.owner === "" ? time : String((counts[key] ?? 0) + 1);
    const mark = (part: HostPart, what: readonly Drifted[]): [string, string][] => (what.length === 0 ? [] : [[hostResourceName(name, key, part), markOf(label, what)]]);
    const gone = facts[key]?.record?.owner === "";
    return [...mark("-agent", drift.agent), ...mark("-secrets", gone ? drift.host : []), ...mark("", drift.host)];
  });
  if (!drifted.some(([, { drift }]) => drift.host.length > 0)) return Object.fromEntries(marks);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 1);
  const again = drifted.some(([key]) => facts[key]?.record?.owner === "") ? time : String(total);
  const witnesses = Object.keys(plan.hosts).map((key): [string, string] => [hostResourceName(name, key, "-witness"), `asked again after drift ${again} (${drifted.map(([drifter]) => drifter).join(", ")})`]);
  return Object.fromEntries([...marks, ...witnesses]);
}

/** A shell comment's text: one line, and nothing that a terminal would act on. */
function markOf(label: string, drifted: readonly Drifted[]): string {
  return `drift ${label}: ${drifted.map(({ what }) => what).join("; ")}`.replace(/[^ -~→]/g, " ").slice(0, 400);
}
