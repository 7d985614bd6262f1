// The settings that all contenders bring to the hosts.
import type { Settings } from "../components/settings/settings";
import { demoArguments, demoSettings } from "../lab/demo/demoStack";
import type { Lab } from "../lab/session";

/** The component's own defaults. */
export const LEASES = { leaseDurationSeconds: 15, renewDeadlineSeconds: 10, retryPeriodSeconds: 2 };

export function benchArguments(leaseDurationSeconds = LEASES.leaseDurationSeconds, over: object = {}): object {
  return { ...demoArguments, leaderElection: { ...LEASES, leaseDurationSeconds }, ...over };
}

export function benchSettings(lab: Lab, leaseDurationSeconds?: number): Settings {
  return demoSettings(lab, benchArguments(leaseDurationSeconds));
}
