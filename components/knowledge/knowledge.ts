// What is known of the hosts before anything is done: facts, findings and plan. Made the same way at preview and at up.
import * as pulumi from "@pulumi/pulumi";
import type { HostFacts } from "../facts/hostFacts";
import { factsOf, type Observations } from "../facts/observation";
import { agentSha256 } from "../hosts/agentScript";
import type { Session } from "../hosts/session/api";
import { valueIfKnown } from "../inputs/waiting";
import { renderManifests } from "../manifest/manifest";
import { driftMarks } from "../plan/driftMarks";
import type { Finding } from "../plan/findings/finding";
import { findings } from "../plan/findings/findings";
import { agrees } from "../plan/agrees";
import { isQuiet } from "../plan/quiet";
import { type Intent, type PlanInputs, planRollout, type RolloutPlan } from "../plan/rolloutPlan";
import type { KubeVipArgs } from "../settings/args";
import { Observe } from "../settings/choices";
import type { Settings } from "../settings/settings";
import { enumerate } from "../settings/words";
import { type Looked, look } from "./look";
import { lookWhenFree, type Waiting } from "./predecessor";
import { refusalOf } from "./refusal";
import { RememberedLook } from "./rememberedLook";

export interface Knowledge {
  readonly findings: readonly Finding[];
  /** Absent where nobody looked, or the settings are not known yet. */
  readonly plan?: RolloutPlan;
  /** Why nothing may be touched. */
  readonly refusal?: Error;
  /** Own addresses of the hosts that were seen, by host key. */
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  /** The cluster that this program makes has not begun, as far as was seen. */
  readonly beginning: boolean;
  /** Marks of drift by resource name. */
  readonly marks: Readonly<Record<string, string>>;
  /** Open sessions by host key, for whoever goes on with them; they do not keep the program alive. */
  readonly sessions: ReadonlyMap<string, Session>;
}

export const NOTHING_KNOWN: Knowledge = { findings: [], addresses: {}, beginning: false, marks: {}, sessions: new Map() };

export interface KnowledgeInputs {
  /** The component's name. */
  readonly name: string;
  readonly args: KubeVipArgs;
  readonly settings: pulumi.Output<Settings>;
  /** `STACK::PROJECT::TYPE::NAME`. */
  readonly owner: Promise<string>;
}

/** Looks at the hosts, reading only. Under Pulumi's mocks there is no engine, and then nobody connects anywhere. */
export async function learn({ name, args, settings, owner }: KnowledgeInputs): Promise<Knowledge> {
  if (!pulumi.runtime.hasEngine()) return NOTHING_KNOWN;
  // Read at once: after an await it may be another program's inside of a component plugin.
  const preview = pulumi.runtime.isDryRun();
  const known = await valueIfKnown(settings);
  if (known === undefined || known.observe === Observe.Never) return NOTHING_KNOWN;
  const own = await owner;
  const wanted: Intent = { settings: known, manifests: renderManifests(known), agentSha256: agentSha256() };
  const remembered = new RememberedLook(own, wanted);
  const { observations, sessions } = preview ? await look({ args, settings: known, preview }) : await lookAgain(args, wanted, own, await remembered.take());
  if (preview) await remembered.keep(observations);
  return { ...judge(name, { ...wanted, observations }, own), sessions };
}

/** Before a change, or before nothing is done. */
function lookAgain(args: KubeVipArgs, wanted: Intent, owner: string, earlier: Observations | undefined): Promise<Looked> {
  const { settings } = wanted;
  const enough = (brief: Observations): Observations | undefined => {
    if (isQuiet({ ...wanted, observations: brief, owner })) return brief;
    return earlier !== undefined && agrees(earlier, brief) ? earlier : undefined;
  };
  return lookWhenFree(() => look({ args, settings, preview: false, briefly: { earlier, enough } }), waiting(settings, owner));
}

/** Long enough for a guard that waits for the agent at work, finds the VIP silent, and goes back. */
function waiting({ timeouts }: Settings, owner: string): Waiting {
  const say = (keys: readonly string[]) => void pulumi.log.info(`${enumerate(keys)} ${keys.length === 1 ? "is" : "are"} still held by the guards of an earlier rollout; when its program has ended, they see that the virtual IP answers and give way. Waiting for them.`);
  return { owner, ownMs: (timeouts.applySeconds + 45) * 1000, withinMs: 5 * timeouts.applySeconds * 1000, say };
}

/** Pure but for the clock. A brief look was enough, or there would have been a whole one: nothing is to be judged before a change that there is not. */
function judge(name: string, inputs: PlanInputs, owner: string): Omit<Knowledge, "sessions"> {
  const { settings, observations } = inputs;
  const now = Date.now();
  const brief = Object.values(factsOf(observations)).some((facts) => facts.brief);
  const found = brief ? [] : findings(settings, observations, { severities: severitiesOf(settings), now, owner });
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
