// Which resources have to run again since a host drifted or the last proof failed, and the words that mark them.
import { factsOf, type Observations } from "../facts/observation";
import { type HostPart, hostResourceName } from "../resourceNames";
import type { Drifted } from "./drift";
import { recordOf } from "./recorded";
import type { RolloutPlan } from "./rolloutPlan";

export interface MarkInputs {
  /** The component's name. */
  readonly name: string;
  readonly plan: RolloutPlan;
  readonly observations: Observations;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** By resource name. A mark holds a count that the host keeps, or else the time, so that the same drift seen again later is again another text. */
export function driftMarks({ name, plan, observations, now }: MarkInputs): Readonly<Record<string, string>> {
  const records = mapValues(factsOf(observations), recordOf);
  const time = new Date(now).toISOString();
  const drifted = Object.entries(plan.hosts).filter(([, { drift }]) => drift.host.length > 0);
  // Only an `apply` counts, and a machine that keeps no record of ours has no count to go on from.
  const isCounted = (key: string): boolean => (records[key]?.owner ?? "") !== "";
  const repairs = (key: string): number => records[key]?.repairs ?? 0;
  const marks = Object.entries(plan.hosts).flatMap(([key, { drift }]) => {
    const mark = (part: HostPart, label: string, what: readonly Drifted[]): [string, string][] => (what.length === 0 ? [] : [[hostResourceName(name, key, part), markOf(label, what)]]);
    const label = isCounted(key) ? String(repairs(key) + 1) : time;
    return [...mark("-agent", time, drift.agent), ...mark("-secrets", label, isCounted(key) ? [] : drift.host), ...mark("-access", time, isCounted(key) ? drift.access : drift.host), ...mark("", label, drift.host)];
  });
  const total = Object.keys(records).reduce((sum, key) => sum + repairs(key), 1);
  const again = drifted.every(([key]) => isCounted(key)) ? String(total) : time;
  const [unproven] = Object.entries(plan.unproven);
  const reason = drifted.length > 0 ? `after drift ${again} (${drifted.map(([key]) => key).join(", ")})` : unproven ? `${time}, since the last proof failed: ${unproven[0]}: ${unproven[1]}` : plan.outdated && `${time}, since ${plan.outdated}`;
  const witnesses = reason === undefined ? [] : Object.keys(plan.hosts).map((key): [string, string] => [hostResourceName(name, key, "-witness"), line(`asked again ${reason}`)]);
  return Object.fromEntries([...marks, ...witnesses]);
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Readonly<Record<string, U>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function markOf(label: string, drifted: readonly Drifted[]): string {
  return line(`drift ${label}: ${drifted.map(({ what }) => what).join("; ")}`);
}

/** A shell comment's text: one line, and nothing that a terminal would act on. */
function line(text: string): string {
  return text.replace(/[^ -~→]/g, " ").slice(0, 400);
}
