// The proof as a resource: it fails when the witnesses do not agree on a healthy VIP, and holds what they saw.
import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { WitnessReport } from "./hosts/reports";
import { healthResourceName } from "./resourceNames";
import { judge, nothingProven, type Verdict } from "./plan/verdict";

export interface VipHealthInputs {
  readonly parent: pulumi.Resource;
  /** The component's name. */
  readonly name: string;
  readonly witnesses: readonly pulumi.Output<WitnessReport>[];
  /** Called with the reason before the resource fails; not in a preview. */
  readonly failed: (reason: string) => Promise<void>;
}

/** By Node.js, which runs this program and so is there under every operating system. */
export const INTERPRETER = ["node", "-e"];
/** Prints the verdict on standard input again, or fails with its reason. */
export const SCRIPT = 'const text = require("fs").readFileSync(0, "utf8"), { reason } = JSON.parse(text); if (reason === "") process.stdout.write(text); else { console.error(reason); process.exitCode = 1; }';

/** Makes the resource and returns what it put on record. It needs no host: all is known by now. */
export function vipHealth({ parent, name, witnesses, failed }: VipHealthInputs): pulumi.Output<Verdict> {
  const stdin = pulumi.all([...witnesses]).apply(async (reports) => {
    const verdict = judge(reports);
    if (verdict.reason !== "" && !pulumi.runtime.isDryRun()) await failed(verdict.reason);
    return JSON.stringify(verdict);
  });
  const command = new local.Command(healthResourceName(name), { interpreter: INTERPRETER, addPreviousOutputInEnv: false, logging: "stderr", create: SCRIPT, update: SCRIPT, stdin }, { parent });
  return command.stdout.apply((text: string | undefined) => (text === undefined || text === "" ? nothingProven("unproven") : { ...nothingProven("unproven"), ...(JSON.parse(text) as Partial<Verdict>) }));
}
