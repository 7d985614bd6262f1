// From what was seen of the hosts to findings, plan and refusal.
import type { HostFacts } from "../facts/hostFacts";
import { factsOf, type Observations } from "../facts/observation";
import { findingsOfAll } from "../lazily";
import { agrees } from "../plan/agrees";
import { driftMarks } from "../plan/driftMarks";
import { isQuiet } from "../plan/quiet";
import { type Intent, type PlanInputs, planRollout } from "../plan/rolloutPlan";
import type { Settings } from "../settings/settings";
import type { Knowledge } from "./knowledge";
import { refusalOf } from "./refusal";

type Judgement = Omit<Knowledge, "sessions">;

/**
 * What counts where a brief look is enough to know; undefined where it is not.
 * @param earlier what a preview saw just before, and that may serve again where the brief look agrees with it
 */
export function enough(wanted: Intent, owner: string, brief: Observations, earlier: Observations | undefined): Observations | undefined {
  if (isQuiet({ ...wanted, observations: brief, owner })) return brief;
  return earlier !== undefined && agrees(earlier, brief) ? earlier : undefined;
}

/** Pure but for the clock. A brief look was enough, or there would have been a whole one: nothing is to be judged before a change that there is not. */
export function judge(name: string, inputs: PlanInputs, owner: string): Judgement {
  const { settings, observations } = inputs;
  const now = Date.now();
  const brief = Object.values(factsOf(observations)).some((facts) => facts.brief);
  const found = brief ? [] : findingsOfAll().findings(settings, observations, { severities: severitiesOf(settings), now, owner });
  const plan = planRollout(inputs);
  return { findings: found, plan, refusal: refusalOf(settings, found, observations), addresses: ownAddresses(settings, observations), beginning: plan.awaiting.includes(settings.bootstrapHost ?? ""), marks: driftMarks({ name, plan, observations, now }) };
}

/** What an API server that answers again would put right by itself. */
const PASSING = ["api-server-down", "certificate-expired", "announcement-refused", "announcement-impossible", "vip-without-heir"];

/** On the worst day nothing about API servers stops a manifest, unless the user says so. */
function severitiesOf({ rollout, findings }: Settings): Settings["findings"] {
  return rollout.emergency === undefined ? findings : { ...Object.fromEntries(PASSING.map((id) => [id, "warning" as const])), ...findings };
}

function ownAddresses({ vips }: Settings, observations: Observations): Knowledge["addresses"] {
  const of = ({ interfaces = [] }: HostFacts) => interfaces.flatMap(({ loopback, addresses }) => (loopback ? [] : addresses.flatMap(({ address, scope }) => (scope === "global" ? [address] : []))));
  return Object.fromEntries(Object.entries(factsOf(observations)).map(([key, facts]) => [key, of(facts).filter((address) => !vips.includes(address))]));
}
