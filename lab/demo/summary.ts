// What the demo says at its end.
import { median } from "../figures";
import type { Round } from "./round";

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

/** Text for a person. `rounds` holds at least one. */
export function summary(rounds: readonly Round[], provider: string): string {
  const { endpoint, holder, healthz, hosts } = rounds.at(-1)!.outputs;
  const [up, floor] = [median(rounds.map((round) => round.up)), median(rounds.map((round) => round.floor))];
  const ratio = median(rounds.map((round) => round.up / round.floor));
  const of = rounds.length === 1 ? "" : `, medians of ${rounds.length}`;
  return [
    "",
    "The control plane has its virtual IP.",
    "",
    `  endpoint   ${endpoint}`,
    `  holder     ${holder}`,
    `  healthz    ${healthz.status}: HTTP ${healthz.httpCode} over TLS ${healthz.tlsVerified ? "checked against the cluster's CA" : "NOT checked"}, ${healthz.answered} of ${healthz.asked} connections answered, asked from ${healthz.from.join(" and ")} (${healthz.latencyMs} ms at most)`,
    `  hosts      ${Object.entries(hosts).map(([host, { startedAt }]) => `${host} (kube-vip since ${startedAt})`).join(", ")}`,
    "",
    `Times${of}:`,
    `  pulumi up, preview included     ${seconds(up)}`,
    `  floor, manifests copied by hand ${seconds(floor)}   (ratio ${ratio.toFixed(1)})`,
    `  pulumi up with nothing to do    ${seconds(median(rounds.map((round) => round.again)))}   (no resource changed, the same containers with the same start times)`,
    "",
    `The commands on the hosts were run by ${provider}.`,
  ].join("\n");
}

/** What to try on a lab that stays up. */
export function nextSteps(labName: string, holder: string, pulumi: string): string {
  return [
    "",
    "The lab stays up. What to try next:",
    `  change something   ${pulumi} config set --path 'settings.leaderElection.leaseDurationSeconds' 20`,
    `                     ${pulumi} preview --diff`,
    `                     ${pulumi} up`,
    `  lose the holder    npm run lab -- power-off ${holder} --name ${labName}`,
    `                     npm run lab -- exec --name ${labName} -- curl -sk https://10.77.0.100:6443/healthz`,
    `                     npm run lab -- boot ${holder} --name ${labName}`,
    `  log in to a host   npm run lab -- ssh cp1 --name ${labName}`,
    `  take it all away   ${pulumi} destroy`,
    `  end the lab        npm run lab -- down --name ${labName}`,
  ].join("\n");
}
