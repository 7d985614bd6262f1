// Checks of the kube-vip version: supported, and free of defects that these settings would meet.
import { DEFECTS, defectsOf, type Features } from "../../versions/defects";
import { NEWEST_SUPPORTED, OLDEST_SUPPORTED, RELEASES, versionSupport } from "../../versions/releases";
import type { Draft } from "../draft";
import { fullPrefix } from "../addresses";
import { fillHealthCheck } from "../fill/bgpHealthCheck";
import { fillLeaderElection } from "../fill/settings";
import type { Problem } from "../problems";
import { nearest, quote } from "../words";
import { imageHasIptables } from "./loadBalancer";
import { problemFamily, type Severity } from "./report";

export const versionsFamily = problemFamily({
  "version-form": "error",
  "version-no-v": "warning",
  "version-too-old": "error",
  "version-too-new": "error",
  "version-never-released": "error",
  "version-health-check-port": "error",
});
const { report } = versionsFamily;

const FIELD = "image.version";

/** Ids of known defects, `defect-` and the defect's own id. */
export const DEFECT_SEVERITIES: Readonly<Record<string, Severity>> = Object.fromEntries(DEFECTS.map((defect) => [`defect-${defect.id}`, defect.severity]));

export function checkVersions(draft: Draft): Problem[] {
  const text = draft.args.image?.version;
  return [...(text === undefined ? [] : checkText(text)), ...checkDefects(draft), ...checkHealthCheckPort(draft)];
}

function checkText(text: string): Problem[] {
  const range = `Supported are ${OLDEST_SUPPORTED} to ${NEWEST_SUPPORTED}.`;
  switch (versionSupport(text)) {
    case "not-a-version":
      return [report("version-form", FIELD, `${quote(text)} is no kube-vip version, by which the variables of the manifest are chosen.`, `Write a release, such as ${NEWEST_SUPPORTED}; an image with another tag goes into \`image.reference\`.`)];
    case "too-old":
      return [report("version-too-old", FIELD, `${text} is older than what is supported.`, range)];
    case "too-new":
      return [report("version-too-new", FIELD, `${text} is newer than what is known here, so its variables are not.`, range)];
    case "never-released":
      return [report("version-never-released", FIELD, `kube-vip never released ${text}.`, `Did you mean ${nearest(text, RELEASES) ?? NEWEST_SUPPORTED}?`)];
    case "supported":
      return text.startsWith("v") ? [] : [report("version-no-v", FIELD, `kube-vip's tags begin with v; ${text} is taken as v${text}.`, `Write "v${text}".`)];
  }
}

function checkHealthCheckPort(draft: Draft): Problem[] {
  if (draft.args.healthCheckPort === undefined || draft.facts === undefined || draft.facts.healthCheckPort) return [];
  return [report("version-health-check-port", "healthCheckPort", `kube-vip ${draft.version?.tag ?? ""} has no health check port.`, "Leave it out, or use image.version v0.8.10 or newer.", [FIELD])];
}

/** All arguments that `featuresOf` reads: while one is not known, nothing is said about defects. */
const FEATURE_FIELDS = [
  FIELD, "image.reference", "image.repository", "mode", "vip", "prefixLength", "leaderElection.enabled", "loadBalancer.enabled", "loadBalancer.forwardingMethod",
  "services.enabled", "nodeLabeling", "kubernetesAddress", "bgp.healthCheck.enabled",
];

function checkDefects(draft: Draft): Problem[] {
  if (!draft.version) return [];
  return defectsOf(draft.version, featuresOf(draft)).map((defect) => ({
    id: `defect-${defect.id}`, severity: defect.severity, field: defect.field, dependsOn: FEATURE_FIELDS, reason: defect.text, remedy: defect.remedy,
  }));
}

function featuresOf(draft: Draft): Features {
  const families = draft.vips.map((vip) => vip.address.family);
  return {
    mode: draft.mode,
    leaderElection: fillLeaderElection(draft).enabled,
    loadBalancing: draft.loadBalancer.enabled,
    forwardingMethod: draft.loadBalancer.forwardingMethod,
    imageHasIptables: imageHasIptables(draft),
    ipv6: families.includes(6),
    dualStack: families.includes(4) && families.includes(6),
    hostPrefix: draft.vips.every((vip) => vip.prefix === undefined || vip.prefix === fullPrefix(vip.address.family)),
    services: draft.args.services?.enabled ?? false,
    nodeLabeling: draft.args.nodeLabeling ?? false,
    kubernetesAddress: draft.args.kubernetesAddress !== undefined,
    controlPlaneHealthCheck: draft.mode === "bgp" && fillHealthCheck(draft) !== undefined,
  };
}
