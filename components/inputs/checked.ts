// The arguments, checked: what is known at once before anything is made, the rest as soon as it is known.
import * as pulumi from "@pulumi/pulumi";
import { findingsOfAll } from "../lazily";
import { runError } from "../runError";
import type { KubeVipArgs } from "../settings/args";
import { formatProblems } from "../settings/format";
import type { Problem } from "../settings/problems";
import { resolveSettings } from "../settings/resolve";
import type { ResolvedArgs } from "../settings/resolved";
import type { Settings } from "../settings/settings";
import { knownPart } from "./known";
import { publicArgs } from "./public";

function refuse(problems: readonly Problem[]): void {
  const errors = problems.filter((problem) => problem.severity === "error");
  if (errors.length === 0) return;
  const count = errors.length === 1 ? "a mistake" : `${errors.length} mistakes`;
  throw runError(`The arguments of KubeVip hold ${count}; no host was contacted.\n${formatProblems(errors)}`);
}

/** Their severities may be Outputs; the ids are plain. What is no severity is told by the shape of the arguments. */
function unknownFindings({ findings = {} }: KubeVipArgs): Problem[] {
  const ids = Object.keys(findings);
  if (ids.length === 0) return [];
  return findingsOfAll().checkSeverities(Object.fromEntries(ids.map((id) => [id, "off"]))).map((reason) => ({ id: "finding-unknown", severity: "error", field: "findings", reason, remedy: "Write an id of docs/findings.md." }));
}

/** Throws all mistakes at once that can be seen without waiting for an Output; returns the remarks. */
export function checkKnown(args: KubeVipArgs): Problem[] {
  const known = knownPart(args);
  const { problems } = resolveSettings(known.args as ResolvedArgs, { unknown: known.unknown });
  refuse([...problems, ...unknownFindings(args)]);
  return problems;
}

/** The arguments with every Output resolved, judged as a whole. Secret when a part is. Nothing that depends on this runs when there is a mistake. */
export function checkedArgs(args: KubeVipArgs): pulumi.Output<ResolvedArgs> {
  return pulumi.output(args).apply((resolved) => {
    refuse(resolveSettings(resolved as ResolvedArgs).problems);
    return resolved as ResolvedArgs;
  });
}

/** The settings that manifests are made from; holds no credential, so it is secret only when the user made a plain setting secret. */
export function settingsOf(args: KubeVipArgs): pulumi.Output<Settings> {
  return pulumi.output(publicArgs(args)).apply((resolved) => {
    const { settings, problems } = resolveSettings(resolved as ResolvedArgs, { connects: false });
    refuse(problems);
    return settings!;
  });
}

/** Warnings and notes, shown by preview and update alike. */
export function showRemarks(problems: readonly Problem[], resource: pulumi.Resource): void {
  for (const problem of problems) {
    const text = `${problem.field}: ${problem.reason} ${problem.remedy}`;
    if (problem.severity === "warning") void pulumi.log.warn(text, resource);
    if (problem.severity === "info") void pulumi.log.info(text, resource);
  }
}
