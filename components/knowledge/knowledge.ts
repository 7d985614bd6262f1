// What is known of the hosts before anything is done: facts, findings and plan. Made the same way at preview and at up.
import * as pulumi from "@pulumi/pulumi";
import type { Session } from "../hosts/session/api";
import { valueIfKnown } from "../inputs/waiting";
import { fromHosts } from "../lazily";
import type { Finding } from "../plan/findings/finding";
import type { RolloutPlan } from "../plan/rolloutPlan";
import type { KubeVipArgs } from "../settings/args";
import { Observe } from "../settings/choices";
import type { Settings } from "../settings/settings";

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
  return fromHosts().learnFromHosts({ name, args, settings: known, owner, preview });
}
