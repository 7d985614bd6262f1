// Checks of the check that gates announcements.
import { DEFAULTS } from "../defaults";
import type { Draft } from "../draft";
import { isHttps } from "../fill/bgpHealthCheck";
import type { Problem } from "../problems";
import { CONTROL_CHARACTERS, quote } from "../words";
import { checkPath } from "./paths";
import { problemFamily } from "./report";

export const bgpHealthCheckFamily = problemFamily({
  "bgp-health-check-version": "error",
  "bgp-health-check-election": "warning",
  "bgp-health-check-address-form": "error",
  "bgp-health-check-ca-unused": "warning",
  "bgp-health-check-timers": "error",
});
const { report } = bgpHealthCheckFamily;

const GROUP = "bgp.healthCheck";

export function checkBgpHealthCheck(draft: Draft): Problem[] {
  const given = draft.args.bgp?.healthCheck;
  if (draft.mode !== "bgp" || given === undefined || given.enabled === false) return [];
  const problems = [...checkVersion(draft), ...checkElection(draft), ...checkAddress(given.address), ...checkCa(given), ...checkTimers(given)];
  return problems.map((problem) => ({ ...problem, dependsOn: ["mode", `${GROUP}.enabled`, ...(problem.dependsOn ?? [])] }));
}

type Given = NonNullable<NonNullable<Draft["args"]["bgp"]>["healthCheck"]>;

function checkVersion({ args, facts, version }: Draft): Problem[] {
  const isGiven = Object.values(args.bgp?.healthCheck ?? {}).some((value) => value !== undefined);
  if (!isGiven || facts === undefined || facts.controlPlaneHealthCheck) return [];
  return [report("bgp-health-check-version", GROUP, `kube-vip ${version?.tag ?? ""} has no such check and announces the virtual IP whatever the API server does.`, "Use image.version v1.2.0 or newer, or leave it out.", ["image.version"])];
}

function checkElection({ args }: Draft): Problem[] {
  if (args.leaderElection?.enabled !== true || args.bgp?.healthCheck?.enabled !== true) return [];
  return [report("bgp-health-check-election", `${GROUP}.enabled`, "With leader election a host whose API server is dead loses the lease, and with it the announcement: a check beside that can only take the virtual IP away from all.",
    "Leave it out.", ["leaderElection.enabled"])];
}

function checkAddress(address: string | undefined): Problem[] {
  if (address === undefined || isPlainUrl(address)) return [];
  return [report("bgp-health-check-address-form", `${GROUP}.address`, `${quote(address)} is no URL that kube-vip can ask without credentials.`, "Write one like https://kubernetes:6443/livez, without a user.")];
}

function isPlainUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || /[\s"'\\]/.test(text) || CONTROL_CHARACTERS.test(text) || !URL.canParse(text)) return false;
  const { username, password, hash } = new URL(text);
  return username === "" && password === "" && hash === "";
}

function checkCa({ address, caFile }: Given): Problem[] {
  if (caFile === undefined) return [];
  const field = `${GROUP}.caFile`;
  if (address !== undefined && !isHttps(address)) return [report("bgp-health-check-ca-unused", field, "The address speaks no TLS, so nothing reads this CA.", "Remove it, or write https.", [`${GROUP}.address`])];
  return checkPath(field, caFile);
}

function checkTimers({ periodSeconds, timeoutSeconds }: Given): Problem[] {
  const period = periodSeconds ?? DEFAULTS.healthCheckPeriodSeconds;
  const timeout = timeoutSeconds ?? DEFAULTS.healthCheckTimeoutSeconds;
  if (timeout <= period) return [];
  const field = timeoutSeconds === undefined ? `${GROUP}.periodSeconds` : `${GROUP}.timeoutSeconds`;
  return [report("bgp-health-check-timers", field, `A check comes every ${period} s and may take ${timeout} s, so a host that is slow is withdrawn later than the two say.`, "Make timeoutSeconds at most periodSeconds.", [`${GROUP}.periodSeconds`, `${GROUP}.timeoutSeconds`])];
}
