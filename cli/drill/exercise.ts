// The drill itself: everybody asks, the holder is disturbed, and it goes on until all is well again.
import type { Fleet } from "../cluster/fleet";
import { Unusable } from "../cluster/unusable";
import { judge } from "../status/judge";
import type { ClusterStatus } from "../status/clusterStatus";
import { lookOnce } from "../status/look";
import type { Clock } from "../terminal";
import { powerOff, stepDown } from "./disturb";
import type { AnswerKind } from "./gapMeter";
import type { Kind } from "./plan";
import { type DrillResult, drillVerdict, gapOf, type Outcome } from "./result";
import { Watchers } from "./watchers";

export interface Exercise {
  readonly kind: Kind;
  readonly holder: string;
  readonly endpoint: string;
  readonly limitMs: number;
  /** For one look at a host. */
  readonly deadlineMs: number;
  /** With power-off; names and addresses are filled in. */
  readonly powerOffCommand?: string;
}

/** How many limits the VIP is waited for. */
const PATIENCE = 5;
const POLL_MS = 500;
/** Good answers for so long, and the hosts are looked at. */
const CALM_MS = 2000;
const BASELINE_MS = 30_000;

/** @throws Unusable when it could not start */
export async function exercise(fleet: Fleet, drill: Exercise, say: (line: string) => void, clock: Clock): Promise<DrillResult> {
  const { kind, holder, endpoint, limitMs, deadlineMs } = drill;
  const watchers = await Watchers.start(fleet, (PATIENCE * limitMs) / 1000 + 180, deadlineMs, (key, now, before) => tell(say, key, now, before));
  try {
    await baseline(watchers, holder, clock);
    const at = clock.now();
    say(kind === "step-down" ? `stopping kube-vip on ${holder}` : `powering ${holder} off`);
    const stoppedBy = await disturb(fleet, drill);
    const outcome = await untilWell(fleet, watchers, drill, at + PATIENCE * limitMs, clock);
    const { seen, holders } = watchers;
    const gap = gapOf(seen);
    const verdict = drillVerdict(outcome, gap.gapMs, limitMs);
    return { format: 1, at: new Date(at).toISOString(), kind, endpoint, from: holder, ...(holders[0] === undefined ? {} : { to: holders[0] }), ...(stoppedBy === undefined ? {} : { stoppedBy }), ...gap, limitMs, seen, verdict, reasons: outcome.reasons };
  } finally {
    watchers.stop();
  }
}

function tell(say: (line: string) => void, key: string, now: AnswerKind, before: AnswerKind | undefined): void {
  if (now === "own") say(`${key} has the VIP`);
  else if (now === "bad") say(`${key} gets no answer from the VIP`);
  else if (before !== undefined) say(`${key} gets answers from the VIP again`);
}

async function baseline(watchers: Watchers, holder: string, clock: Clock): Promise<void> {
  const end = clock.now() + BASELINE_MS;
  while (!watchers.calmFor(CALM_MS) || watchers.unsteady.length > 0) {
    if (clock.now() >= end) throw new Unusable(`Before anything was disturbed, the VIP did not answer all hosts steadily (${watchers.unsteady.join(", ") || "now and then no answer"}). Nothing was stopped.`);
    await clock.sleep(POLL_MS);
  }
  if (watchers.holders.join() !== holder) throw new Unusable(`The VIP moved from ${holder} to ${watchers.holders.join(", ") || "nobody"} just now. Nothing was stopped; try again.`);
}

async function disturb(fleet: Fleet, { kind, holder, limitMs, powerOffCommand: command = "" }: Exercise): Promise<string | undefined> {
  if (kind === "step-down") return stepDown(fleet, holder);
  await powerOff(command, PATIENCE * limitMs);
  return undefined;
}

async function untilWell(fleet: Fleet, watchers: Watchers, { kind, holder, deadlineMs }: Exercise, end: number, clock: Clock): Promise<Outcome> {
  let reasons: readonly string[] = ["The VIP does not answer steadily again."];
  while (clock.now() < end) {
    await clock.sleep(POLL_MS);
    if (!watchers.calmFor(CALM_MS)) continue;
    reasons = unwell(kind, holder, await lookOnce(fleet, deadlineMs, clock));
    if (reasons.length === 0) return { back: true, reasons };
  }
  return { back: watchers.answers, reasons };
}

/** Why not all is as it should be after a drill of this kind. */
export function unwell(kind: Kind, holder: string, status: ClusterStatus): readonly string[] {
  if (kind === "step-down") return status.verdict === "healthy" ? [] : status.reasons;
  const { [holder]: off, ...others } = status.hosts;
  if (off?.reached) return [`${holder} still answers over SSH: the command did not power it off.`];
  const { verdict, reasons } = judge({ ...status, hosts: others, findings: [], elects: true });
  return verdict === "healthy" ? [] : reasons;
}
