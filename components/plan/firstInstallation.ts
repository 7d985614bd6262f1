// Whether this run is the first installation on every host, and so may touch them all at once: no VIP is there that could be lost.
import type { AgentReport } from "../hosts/reports";

/**
 * `reports` of the agents of all hosts. An agent that was created by an earlier run still says in the state that no kube-vip was there; so it also
 * repeats the mark of the run that created it, and only this run's mark counts.
 */
export function isFirstInstallation(reports: readonly AgentReport[], run: string): boolean {
  return reports.every((report) => report.fresh && report.run === run);
}
