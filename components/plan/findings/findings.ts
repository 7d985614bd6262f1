// Everything that is noticed when the settings are held against the hosts.
import type { Observations } from "../../facts/observation";
import type { Settings } from "../../settings/settings";
import { CHECKS, FINDING_IDS } from "./catalogue";
import type { Finding } from "./finding";
import { sceneOf } from "./scene";
import { type Severities, severityMistakes, withSeverities } from "./severities";

export interface FindingOptions {
  /** The user's own severities, by id; judge them with `checkSeverities` first. */
  readonly severities?: Severities;
  /** Milliseconds since the epoch, by the observer's clock. */
  readonly now: number;
  /** Who is about to change the hosts, `STACK::PROJECT::TYPE::NAME`. Absent: what others recorded is not judged. */
  readonly owner?: string;
  /** Name of the rollout that the observer itself holds on the hosts. */
  readonly run?: string;
}

const ORDER: Readonly<Record<Finding["severity"], number>> = { error: 0, warning: 1, info: 2 };

/** All findings, errors first. What is not known is never a reason for one. Never throws. */
export function findings(settings: Settings, observations: Observations, options: FindingOptions): Finding[] {
  const { severities = {}, ...context } = options;
  const scene = sceneOf(settings, observations, context);
  return withSeverities(CHECKS.flatMap((check) => check(scene)), severities).sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}

/** What is wrong with the user's severities, a sentence for each: ids that there are not, words that are no severity. */
export function checkSeverities(severities: Readonly<Record<string, string>>): string[] {
  return severityMistakes(severities, FINDING_IDS);
}
