// A rollout: who may be touched when, under which guards. Waits for facts, never for dependency edges, which would break `--target` when the order changes.
import type { Caller } from "../hosts/agentCalls";
import type { GuardOptions } from "../hosts/guardCalls";
import type { Knowledge } from "../knowledge/knowledge";
import type { HostPlan, RolloutPlan } from "../plan/rolloutPlan";
import { type Gap, type GuardedHost, Guards } from "./guards";

export interface RolloutInputs {
  readonly keys: readonly string[];
  readonly knowledge: Promise<Knowledge>;
  /** A preview touches nothing, so nothing is waited for but the judgement. */
  readonly preview: boolean;
  /** Who calls the agent on a host, and how a guard is started there. */
  guardOf(key: string): Promise<{ readonly caller: Caller; readonly options: GuardOptions }>;
}

export class Rollout {
  /** Resolves when hosts may be touched: nothing speaks against it, and all locks are held. Rejects with what speaks against it. */
  readonly open: Promise<void>;
  private guards?: Guards;
  private gap?: Promise<Gap>;

  constructor(private readonly inputs: RolloutInputs) {
    this.open = this.begin();
    // Who waits for it is told; but nobody may.
    this.open.catch(() => undefined);
  }

  /**
   * Resolves when host `key` may be touched.
   * @param firstInstallation whether the agents themselves found no kube-vip anywhere
   * @param done when a host is done
   */
  async turn(key: string, firstInstallation: Promise<boolean>, done: (key: string) => Promise<void>): Promise<void> {
    const { plan } = await this.inputs.knowledge;
    const freshByAgents = await firstInstallation;
    if (plan?.parallel || freshByAgents) return;
    const order = plan?.order ?? this.inputs.keys;
    const previous = order[order.indexOf(key) - 1];
    if (previous !== undefined) await done(previous);
    if (plan !== undefined && key === handOverAt(plan)) this.guards?.handOver();
  }

  /** All is proven: the locks are given back. */
  async confirm(): Promise<Gap | undefined> {
    this.gap ??= this.guards?.confirm();
    const gap = await this.gap;
    for (const session of (await this.inputs.knowledge).sessions.values()) session.close();
    return gap;
  }

  private async begin(): Promise<void> {
    const { plan, sessions, refusal } = await this.inputs.knowledge;
    if (refusal !== undefined) throw refusal;
    if (this.inputs.preview || plan === undefined || !Object.values(plan.hosts).some(({ change }) => change !== "none")) {
      for (const session of sessions.values()) session.close();
      return;
    }
    const guarded = [...sessions].map(async ([key, session]): Promise<[string, GuardedHost]> => [key, { session, ...(await this.inputs.guardOf(key)) }]);
    this.guards = await Guards.begin(Object.fromEntries(await Promise.all(guarded)));
  }
}

/** The first host whose change may move the VIP: one that holds it, or may. */
function handOverAt({ order, hosts }: RolloutPlan): string | undefined {
  const mayHold = ({ holder, change }: HostPlan): boolean => holder || change === "unknown";
  return order.find((key) => mayHold(hosts[key]!));
}
