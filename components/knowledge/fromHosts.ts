// One look at all hosts, judged.
import * as pulumi from "@pulumi/pulumi";
import type { Observations } from "../facts/observation";
import { agentSha256, packedAgent } from "../hosts/agentScript";
import { findingsOfAll, judging, parsing } from "../lazily";
import { renderManifests } from "../manifest/manifest";
import type { Intent } from "../plan/rolloutPlan";
import type { KubeVipArgs } from "../settings/args";
import type { Settings } from "../settings/settings";
import { enumerate } from "../settings/words";
import type { Knowledge } from "./knowledge";
import { type Looked, look } from "./look";
import { lookWhenFree, type Waiting } from "./predecessor";
import { RememberedLook } from "./rememberedLook";

export interface FromHostsInputs {
  /** The component's name. */
  readonly name: string;
  readonly args: KubeVipArgs;
  readonly settings: Settings;
  /** `STACK::PROJECT::TYPE::NAME`. The engine tells it, which takes a while; the connections begin before. */
  readonly owner: Promise<string>;
  readonly preview: boolean;
}

export async function learnFromHosts({ name, args, settings, owner, preview }: FromHostsInputs): Promise<Knowledge> {
  const wanted: Intent = { settings, manifests: renderManifests(settings), agentSha256: agentSha256() };
  const remembered = async () => new RememberedLook(await owner, wanted);
  const { observations, sessions } = preview ? await look({ args, settings, preview, asked: () => getReady(true) }) : await lookAgain(args, wanted, owner, remembered().then((looks) => looks.take()));
  if (preview) await (await remembered()).keep(observations);
  return { ...judging().judge(name, { ...wanted, observations }, await owner), sessions };
}

/** What reads and judges the answers, and what comes next, is got ready while the hosts are at work; findings only where there was a whole look. */
function getReady(whole: boolean): void {
  parsing();
  judging();
  if (whole) findingsOfAll();
  packedAgent();
}

/** Before a change, or before nothing is done. */
async function lookAgain(args: KubeVipArgs, wanted: Intent, owner: Promise<string>, earlier: Promise<Observations | undefined>): Promise<Looked> {
  const { settings } = wanted;
  // It is waited for when there are sessions.
  earlier.catch(() => undefined);
  const enough = async (brief: Observations): Promise<Observations | undefined> => judging().enough(wanted, await owner, brief, await earlier);
  return lookWhenFree(() => look({ args, settings, preview: false, asked: () => getReady(false), briefly: { earlier, enough } }), waiting(settings, owner));
}

/** Long enough for a guard that waits for the agent at work, finds the VIP silent, and goes back. */
function waiting({ timeouts }: Settings, owner: Promise<string>): Waiting {
  const say = (keys: readonly string[]) => void pulumi.log.info(`${enumerate(keys)} ${keys.length === 1 ? "is" : "are"} still held by the guards of an earlier rollout; when its program has ended, they see that the virtual IP answers and give way. Waiting for them.`);
  return { owner, ownMs: (timeouts.applySeconds + 45) * 1000, withinMs: 5 * timeouts.applySeconds * 1000, say };
}
