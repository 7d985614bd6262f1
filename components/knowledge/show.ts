// What is known, as diagnostics of the component: findings one by one, then the plan.
import * as pulumi from "@pulumi/pulumi";
import { findingText } from "../plan/findingText";
import { planText } from "../plan/planText";
import type { Knowledge } from "./knowledge";

/** Errors are not shown here: they stop the run, and are its error. Infos are left to `status`. */
export async function show({ findings, plan }: Knowledge, resource: pulumi.Resource): Promise<void> {
  for (const finding of findings) {
    if (finding.severity === "warning") await pulumi.log.warn(findingText(finding), resource);
  }
  const text = plan && planText(plan);
  if (text !== undefined) await pulumi.log.info(text, resource);
}
