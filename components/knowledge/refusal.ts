// Why nothing may be touched, as one error with all reasons.
import type { Observations } from "../facts/observation";
import { findingText } from "../plan/findingText";
import type { Finding } from "../plan/findings/finding";
import { runError } from "../runError";
import { Observe } from "../settings/choices";
import type { Settings } from "../settings/settings";

export function refusalOf({ observe }: Settings, findings: readonly Finding[], observations: Observations): Error | undefined {
  const errors = findings.filter(({ severity }) => severity === "error").map(findingText);
  const unseen = observe === Observe.Require ? Object.entries(observations).flatMap(([key, seen]) => (seen.kind === "unseen" ? [`${key} could not be looked at, which \`observe: require\` asks for: ${seen.reason}`] : [])) : [];
  const reasons = [...errors, ...unseen];
  if (reasons.length === 0) return undefined;
  return runError(`${reasons.length === 1 ? "Something speaks" : `${reasons.length} things speak`} against this on the hosts; none was touched.\n${reasons.map((reason) => `- ${reason}`).join("\n")}`);
}
