// The check that gates announcements: on by default where every host announces and kube-vip has it.
import { CA_FILE } from "../../stateFolder";
import { DEFAULTS } from "../defaults";
import type { Draft } from "../draft";
import type { BgpHealthCheckSettings } from "../settings";
import { tidyPath } from "./paths";

/** In BGP mode. Undefined: kube-vip announces whatever the API server does. */
export function fillHealthCheck({ args, facts, port }: Draft): BgpHealthCheckSettings | undefined {
  const given = args.bgp?.healthCheck ?? {};
  const elects = args.leaderElection?.enabled ?? false;
  if (facts?.controlPlaneHealthCheck !== true || !(given.enabled ?? !elects)) return undefined;
  const address = given.address ?? `https://kubernetes:${port}/livez`;
  return {
    address,
    ...(isHttps(address) ? { caFile: given.caFile === undefined ? CA_FILE : tidyPath(given.caFile) } : {}),
    periodSeconds: given.periodSeconds ?? DEFAULTS.healthCheckPeriodSeconds,
    timeoutSeconds: given.timeoutSeconds ?? DEFAULTS.healthCheckTimeoutSeconds,
    failureThreshold: given.failureThreshold ?? DEFAULTS.healthCheckFailureThreshold,
  };
}

export function isHttps(address: string): boolean {
  return /^https:/i.test(address);
}
