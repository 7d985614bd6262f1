// One round of the demo: from pristine hosts to a proven VIP, and once more with nothing to change.
import type { Workspace } from "../pulumi/workspace";
import { operations } from "../pulumi/events";
import type { Lab } from "../session";
import type { Progress } from "../progress";
import type { DemoStack } from "./demoStack";
import { demoSettings } from "./demoStack";
import { measureFloor, vipAnswers } from "./floor";

/** The stack outputs that the demo shows. */
export interface DemoOutputs {
  readonly endpoint: string;
  readonly holder: string;
  readonly healthz: { readonly url: string; readonly status: string; readonly httpCode: number; readonly tlsVerified: boolean; readonly latencyMs: number; readonly asked: number; readonly answered: number; readonly from: readonly string[] };
  readonly hosts: Readonly<Record<string, { readonly containerId: string; readonly startedAt: string }>>;
}

export interface Round {
  /** Seconds of the same manifests copied by hand. */
  readonly floor: number;
  /** Seconds of `pulumi up --yes`, its preview included, on ready hosts. */
  readonly up: number;
  /** Seconds of a second `pulumi up --yes`. */
  readonly again: number;
  readonly outputs: DemoOutputs;
}

async function outputsOf(stack: Workspace): Promise<DemoOutputs> {
  return (await stack.outputs()) as unknown as DemoOutputs;
}

function assertUnchanged(before: DemoOutputs, after: DemoOutputs, changed: readonly string[]): void {
  if (changed.length > 0) throw new Error(`the second run changed ${changed.join(", ")}, though nothing was to change`);
  for (const [host, { containerId, startedAt }] of Object.entries(before.hosts)) {
    if (after.hosts[host]?.containerId !== containerId || after.hosts[host]?.startedAt !== startedAt) throw new Error(`kube-vip on ${host} was restarted by the second run, though nothing was to change`);
  }
}

function assertProven({ healthz, holder }: DemoOutputs): void {
  if (healthz.status !== "healthy" || !healthz.tlsVerified || !healthz.from.some((host) => host !== holder)) throw new Error(`the VIP was not proven from a host that does not hold it: ${JSON.stringify(healthz)}`);
}

/** `live`: Pulumi's own display is shown on this terminal. */
export async function playRound(lab: Lab, { workspace }: DemoStack, progress: Progress, live: boolean): Promise<Round> {
  const floor = await progress.step("The floor: the same manifests copied by hand to all hosts at once", () => measureFloor(lab, demoSettings(lab)));
  console.log(`\n$ pulumi up --yes\n`);
  const up = await workspace.up({ live });
  const outputs = await outputsOf(workspace);
  assertProven(outputs);
  if (!(await vipAnswers(lab))) throw new Error(`the VIP does not answer from outside the hosts`);
  console.log(`\n$ pulumi up --yes   (once more: nothing is to change)\n`);
  const again = await workspace.up({ live });
  const changed = operations(again.events).flatMap(({ op, name }) => (op === "same" ? [] : [`${name} (${op})`]));
  assertUnchanged(outputs, await outputsOf(workspace), changed);
  return { floor, up: up.seconds, again: again.seconds, outputs };
}
