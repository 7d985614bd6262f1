// A rollout: who may be touched when, under which guards. Waits for facts, never for dependency edges, which would break `--target` when the order changes.
import * as pulumi from "@pulumi/pulumi";
import type { Caller } from "../hosts/calls/caller";
import type { BgpSession } from "../hosts/bgpSession";
import type { GuardOptions } from "../hosts/calls/guard";
import type { Knowledge } from "../knowledge/knowledge";
import { guarding } from "../lazily";
import type { HostPlan, RolloutPlan } from "../plan/rolloutPlan";
import { reportOf, type Seen } from "../plan/rolloutReport";
import { runError } from "../runError";
import { enumerate } from "../settings/words";
import type { GuardedHost, Guards } from "./guards";

/** Who calls the agent on a host, how a guard is started there, and what it guards. */
export interface Guarded {
  readonly caller: Caller;
  readonly options: GuardOptions;
  /** sha256 of the manifest that is wanted there, as shown. */
  readonly wanted: string;
}

export interface RolloutInputs {
  readonly keys: readonly string[];
  readonly knowledge: Promise<Knowledge>;
  /** A preview touches nothing, so nothing is waited for but the judgement. */
  readonly preview: boolean;
  guardOf(key: string): Promise<Guarded>;
  /** What is seen from here once all hosts are done. @param ca PEM; empty where nobody knows it. @param sessions BGP sessions by host key */
  seeFromHere(ca: string, sessions: Readonly<Record<string, readonly BgpSession[]>>): Promise<Pick<Seen, "fromHere" | "routes">>;
}

export class Rollout {
  /** Resolves when hosts may be touched: nothing speaks against it, and all locks are held. Rejects with what speaks against it. */
  readonly open: Promise<void>;
  private guards?: Guards;

  constructor(private readonly inputs: RolloutInputs) {
    this.open = this.begin();
    // Who waits for it is told; but nobody may.
    this.open.catch(() => undefined);
  }

  /**
   * Resolves when host `key` may be touched.
   * @param atOnce whether all hosts go at once: the agents themselves found no kube-vip anywhere, or it is an emergency
   * @param done when a host is done
   */
  async turn(key: string, atOnce: Promise<boolean>, done: (key: string) => Promise<void>): Promise<void> {
    const { plan } = await this.inputs.knowledge;
    const together = await atOnce;
    if (plan?.takeOver === undefined && (plan?.parallel || together)) return;
    const order = plan?.order ?? this.inputs.keys;
    const previous = order[order.indexOf(key) - 1];
    if (previous !== undefined) await done(previous);
    this.assertLocked();
    if (plan?.takeOver !== undefined && previous === undefined) await this.guards?.takeOver(plan.takeOver.from, plan.takeOver.holder);
    if (plan !== undefined && key === handOverAt(plan)) this.guards?.handOver();
  }

  /**
   * Resolves when what was seen of the VIP is kept on the hosts, for their witnesses to repeat.
   * @param done when all hosts are
   * @returns keys of the hosts that are said to be done, and have another manifest than is wanted: the engine saw nothing to do there
   */
  async settle(done: Promise<unknown>): Promise<readonly string[]> {
    const { plan } = await this.inputs.knowledge;
    await done;
    if (plan === undefined || this.guards === undefined) return [];
    const recorded = await this.guards.settle(async (seen, ca, sessions) => ({ ...reportOf(plan, { ...seen, ...(await this.inputs.seeFromHere(ca, sessions)) }, Date.now()), machines: plan.machines }));
    const wanted = await Promise.all(Object.keys(recorded).map(async (key) => [key, (await this.inputs.guardOf(key)).wanted] as const));
    return wanted.flatMap(([key, sha256]) => (recorded[key] === sha256 ? [] : [key]));
  }

  /** The proof failed. @param reason one sentence */
  async fail(reason: string): Promise<void> {
    await this.guards?.fail(reason);
  }

  /** All is proven: the locks are given back. Returns the keys of the hosts that could not be told. */
  async confirm(): Promise<readonly string[]> {
    const untold = (await this.guards?.confirm()) ?? [];
    closeAll(await this.inputs.knowledge);
    return untold;
  }

  /** Without its locks a rollout might go on beside another one, and nobody would take a host back. */
  private assertLocked(): void {
    const lost = this.guards?.lost ?? [];
    if (lost.length > 0) throw runError(`The connection to the guard on ${enumerate(lost)} was lost, and with it the lock there, so no further host is touched. Hosts that were changed stay so if the virtual IP answers. Run again.`);
  }

  private async begin(): Promise<void> {
    const knowledge = await this.inputs.knowledge;
    try {
      if (knowledge.refusal !== undefined) throw knowledge.refusal;
      if (!this.inputs.preview && changesAnything(knowledge)) return await this.takeLocks(knowledge);
    } catch (error) {
      closeAll(knowledge);
      // A RunError is shown as its text alone.
      throw error instanceof pulumi.RunError ? error : runError(`The rollout did not begin, and no host was touched. ${(error as Error).message}`);
    }
    closeAll(knowledge);
  }

  /** A host that is no control plane yet has nothing to guard: neither kube-vip nor a VIP that could be lost. */
  private async takeLocks({ sessions, plan }: Knowledge): Promise<void> {
    const guardable = [...sessions].filter(([key]) => !plan?.awaiting.includes(key));
    if (guardable.length === 0) return closeAll({ sessions });
    const guarded = guardable.map(async ([key, session]): Promise<[string, GuardedHost]> => [key, { session, ...(await this.inputs.guardOf(key)) }]);
    this.guards = await guarding().Guards.begin(Object.fromEntries(await Promise.all(guarded)));
  }
}

function changesAnything({ plan }: Knowledge): boolean {
  return plan !== undefined && (Object.values(plan.hosts).some(({ change }) => change !== "none") || Object.keys(plan.unproven).length > 0);
}

function closeAll({ sessions }: Pick<Knowledge, "sessions">): void {
  for (const session of sessions.values()) session.close();
}

/** The first host whose change may move the VIP: one that holds it, or may, and starts kube-vip anew, or may. */
function handOverAt({ order, hosts }: RolloutPlan): string | undefined {
  const mayMove = ({ holder, restarts }: HostPlan): boolean => holder !== false && restarts !== false;
  return order.find((key) => mayMove(hosts[key]!));
}
