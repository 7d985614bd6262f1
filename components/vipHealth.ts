// The proof as a resource: it fails when the witnesses do not agree on a healthy VIP, and holds what they saw.
import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { ControlPlaneHost } from "./controlPlaneHost";
import { verdictCall } from "./hosts/agentCalls";
import type { WitnessReport } from "./hosts/reports";
import { nothingProven } from "./outputs";
import { healthResourceName } from "./resourceNames";
import { judge, type Verdict } from "./plan/verdict";

export interface VipHealthInputs {
  readonly parent: pulumi.Resource;
  /** The component's name. */
  readonly name: string;
  /** The host that the verdict is put on record through. */
  readonly through: ControlPlaneHost;
  readonly witnesses: readonly pulumi.Output<WitnessReport>[];
}

/** Makes the resource and returns what it put on record. */
export function vipHealth({ parent, name, through, witnesses }: VipHealthInputs): pulumi.Output<Verdict> {
  const stdin = pulumi.all([...witnesses]).apply((reports) => JSON.stringify(judge(reports)));
  const call = through.caller.apply(verdictCall);
  const command = new remote.Command(healthResourceName(name), { connection: through.connection, addPreviousOutputInEnv: false, logging: "stderr", create: call, update: call, stdin }, { parent });
  return command.stdout.apply((text: string | undefined) => (text === undefined || text === "" ? nothingProven("unproven") : { ...nothingProven("unproven"), ...(JSON.parse(text) as Partial<Verdict>) }));
}
