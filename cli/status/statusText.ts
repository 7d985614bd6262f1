// The status for a person, on one screen.
import type { Finding } from "../../components/plan/findings/finding";
import { grouped } from "../../components/plan/findings/text";
import type { Answer, ClusterStatus, HolderStatus, HostStatus, LeaseStatus, ManifestState, ServicesStatus, VipAnswer, Verdict } from "./clusterStatus";
import { secondsOf, span } from "./spans";
import type { Paint, Tone } from "./style";
import { type Cell, table } from "./table";

const TONES: Readonly<Record<Verdict, Tone>> = { healthy: "good", degraded: "doubtful", down: "bad", unseen: "bad" };

export function statusText(status: ClusterStatus, paint: Paint): string {
  const [first = "", ...more] = status.reasons;
  const parts = [
    [`${paint("strong", status.endpoint)}  ${paint(TONES[status.verdict], status.verdict)}: ${first}`, ...more.map((reason) => `  ${reason}`)],
    holderLines(status),
    table(["HOST", "NODE", "VIP", "HEALTHZ OF THE VIP", "KUBE-VIP", "MANIFEST", "API SERVER"], Object.entries(status.hosts).map(([key, host]) => row(key, host)), paint),
    pendingLines(status),
    status.findings.filter(isShown).flatMap((finding) => findingLines(finding, paint)),
  ];
  return parts.filter((lines) => lines.length > 0).map((lines) => lines.join("\n")).join("\n\n");
}

/** The reasons already say which hosts were not seen. */
function isShown({ id, severity }: Finding): boolean {
  return severity !== "info" && id !== "host-unseen";
}

function holderLines({ holders, lease, services }: ClusterStatus): string[] {
  return [...holders.map(holderLine), ...(lease ? [`lease   ${leaseText(lease)}`] : []), ...(services ? servicesLines(services) : [])];
}

/** More of them would leave no room for the hosts; `--json` has them all. */
const MOST_SERVICES = 5;

function servicesLines({ lease, served }: ServicesStatus): string[] {
  const shown = (served ?? []).slice(0, MOST_SERVICES).map(({ service, addresses, hosts }) => `          ${service} has ${addresses.join(", ")}${hosts.length > 0 ? `, on ${hosts.join(", ")}` : ""}`);
  const number = served === undefined ? "which of them have an address could not be seen" : served.length === 0 ? "none has an address by kube-vip" : `${served.length} ${served.length === 1 ? "has" : "have"} an address by kube-vip`;
  const more = (served?.length ?? 0) - shown.length;
  return [`services  ${lease ? `${leaseText(lease)}; ` : ""}${number}`, ...shown, ...(more > 0 ? [`          and ${more} more`] : [])];
}

function holderLine({ host, node, vip, interface: link, mac }: HolderStatus): string {
  return `holder  ${host}${node === "" || node === host ? "" : ` (node ${node})`} has ${vip} on ${link}${mac === "" ? "" : `, ${mac}`}`;
}

function leaseText({ name, holder, ageMs, durationSeconds, transitions }: LeaseStatus): string {
  const renewed = ageMs < 0 ? "renewed just now" : `renewed ${ageMs < 60_000 ? secondsOf(ageMs) : span(ageMs / 1000)} ago`;
  return `${name} names ${holder === "" ? "nobody" : holder}, ${renewed}, holds for ${durationSeconds} s, has moved ${transitions === 1 ? "once" : `${transitions} times`}`;
}

function row(key: string, host: HostStatus): Cell[] {
  if (!host.reached) return [{ text: key }, { text: host.node || "?" }, { text: "not seen", tone: "bad" }, ...Array.from({ length: 4 }, () => ({ text: "" }))];
  return [{ text: key }, { text: host.node || "?" }, { text: host.holds.length > 0 ? "holds" : "-", ...(host.holds.length > 0 ? { tone: "strong" as const } : {}) }, healthzCell(host.healthz), kubeVipCell(host), manifestCell(host.manifest), answerCell(host.apiServer)];
}

function healthzCell(answers: readonly VipAnswer[]): Cell {
  if (answers.length === 0) return { text: "?", tone: "doubtful" };
  return { text: answers.map((answer) => `${answerText(answer)}${answer.own ? " (own)" : ""}`).join(", "), ...(answers.every(({ ok }) => ok) ? {} : { tone: "bad" }) };
}

function answerText({ httpCode, latencyMs }: Answer): string {
  return httpCode === 0 ? "no answer" : `${httpCode} in ${Math.round(latencyMs)} ms`;
}

function answerCell(answer: Answer | undefined): Cell {
  return answer ? { text: answerText(answer), ...(answer.ok ? {} : { tone: "bad" }) } : { text: "?", tone: "doubtful" };
}

function kubeVipCell({ kubeVip, kubeVips }: HostStatus): Cell {
  if (kubeVips === undefined) return { text: "?", tone: "doubtful" };
  if (!kubeVip) return { text: "does not run", tone: "bad" };
  const text = `${kubeVip.version || "runs"}, up ${span(kubeVip.upSeconds)}`;
  return kubeVips > 1 ? { text: `${text} (${kubeVips} of them)`, tone: "bad" } : { text };
}

const MANIFESTS: Readonly<Record<ManifestState, Cell>> = {
  ok: { text: "ok" },
  drifted: { text: "drifted", tone: "bad" },
  "other-settings": { text: "other settings", tone: "doubtful" },
  absent: { text: "absent", tone: "bad" },
  unknown: { text: "?", tone: "doubtful" },
};

function manifestCell(state: ManifestState): Cell {
  return MANIFESTS[state];
}

/** Hosts that differ in the same way are told together. */
function pendingLines({ hosts }: ClusterStatus): string[] {
  const told = grouped(Object.entries(hosts), ([, { pending }]) => (pending.length > 0 ? pending.join("; ") : undefined));
  return [...told].map(([what, same]) => `\`pulumi up\` would change ${same.map(([key]) => key).join(", ")}: ${what}.`);
}

function findingLines({ id, severity, hosts, reason, remedy }: Finding, paint: Paint): string[] {
  return [`${paint(severity === "error" ? "bad" : "doubtful", severity.padEnd(7))}  ${id}${hosts.length > 0 ? ` (${hosts.join(", ")})` : ""}: ${reason}`, `         ${remedy}`];
}
