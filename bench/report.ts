// docs/performance.md from what was measured.
import { median, spread, table, thisMachine } from "../lab/figures";
import type { Watched } from "../lab/watch";
import type { IdleTimes } from "./engine";
import { BGP_TIMERS, ELECTION } from "./failover";
import type { Gaps } from "./gaps";
import type { Planning } from "./planning";
import type { RoundTimes } from "./rounds";

export interface Measured {
  /** By contender's name; that of the floor is `by hand`. */
  readonly rounds?: Readonly<Record<string, readonly RoundTimes[]>>;
  readonly gaps?: Gaps;
  /** Seconds of each, where all hosts announce. */
  readonly failovers?: readonly number[];
  /** The same where one does. */
  readonly leaderFailovers?: readonly number[];
  readonly idle?: IdleTimes;
  readonly planning?: readonly Planning[];
}

export interface Circumstances {
  readonly command: string;
  /** Where the command provider comes from, in words. */
  readonly provider: string;
  readonly ansible: string;
  readonly at: Date;
}

const FLOOR = "by hand";

const HEAD = `# Performance

Written by \`npm run bench\`, part by part. Everything ran in the [lab](lab.md): three control planes in user-mode Linux, where starting a process takes about 20 ms, and the Pulumi engine beside them on the same machine.
So the seconds are those of slow hosts. What counts are the ratios within one part.

Figures are medians, with the least and the greatest in parentheses.`;

/** Copied to the page from what the suite `upgrades` prints (tests/upgrades/figures.ts), and kept like everything that was not measured now. */
export const UPGRADES_TITLE = "The VIP while kube-vip's version changes";

/** As `UPGRADES_TITLE`, of the suite `machines` (tests/machines/figures.ts). */
export const MACHINES_TITLE = "The VIP while control planes come and go";

/** As `UPGRADES_TITLE`, of the suite `bootstrap` (tests/bootstrap/figures.ts). */
export const LOGINS_TITLE = "The VIP while kube-vip's login changes";

/** As `UPGRADES_TITLE`, of the suite `takeover` (tests/takeover/figures.ts). */
export const TAKEOVER_TITLE = "The VIP while kube-vip takes it over from keepalived";

/** In the order of the page. */
const TITLES = ["From nothing and back", "The VIP while one setting changes", UPGRADES_TITLE, MACHINES_TITLE, LOGINS_TITLE, TAKEOVER_TITLE, "How long the VIP is away", "BGP: one of all hosts that announce loses power", "BGP: the one host that announces loses power", "A run with nothing to change", "Planning"] as const;
type Title = (typeof TITLES)[number];

/** What was measured now, and of the rest what the page had before. */
export function report(measured: Measured, before: string, circumstances: Circumstances): string {
  const { rounds, gaps, failovers, leaderFailovers, idle, planning } = measured;
  const texts: Partial<Record<Title, string>> = {
    ...(rounds ? { "From nothing and back": roundsSection(rounds), "The VIP while one setting changes": changeSection(rounds) } : {}),
    ...(gaps ? { "How long the VIP is away": gapsSection(gaps) } : {}),
    ...(failovers ? { "BGP: one of all hosts that announce loses power": failoverSection(failovers, "Until it takes the route away, the router sends a third of them to the host that is gone.") } : {}),
    ...(leaderFailovers ? { "BGP: the one host that announces loses power": failoverSection(leaderFailovers, `The lease lasts ${ELECTION.leaseDurationSeconds} s (renew deadline ${ELECTION.renewDeadlineSeconds} s, retry period ${ELECTION.retryPeriodSeconds} s).`) } : {}),
    ...(idle ? { "A run with nothing to change": idleSection(idle) } : {}),
    ...(planning ? { Planning: planningSection(planning) } : {}),
  };
  const sections = TITLES.flatMap((title) => {
    const text = texts[title];
    if (text !== undefined) return [`## ${title}\n\n${text}\n\n${origin(circumstances)}`];
    const kept = sectionOf(before, title);
    return kept === undefined ? [] : [kept];
  });
  return [HEAD, ...sections].join("\n\n") + "\n";
}

function sectionOf(page: string, title: Title): string | undefined {
  return page.split(/^(?=## )/m).find((section) => section.startsWith(`## ${title}\n`))?.trim();
}

function origin({ command, provider, ansible, at }: Circumstances): string {
  return `(\`${command}\` on ${at.toISOString().slice(0, 10)}: ${thisMachine()}; ${provider}; ${ansible}.)`;
}

function roundsSection(rounds: Readonly<Record<string, readonly RoundTimes[]>>): string {
  const steps = [["First installation", "install"], ["Nothing to change", "again"], ["One setting changed", "change"], ["Destroy", "destroy"]] as const;
  const floor = rounds[FLOOR] ?? [];
  const of = (times: readonly RoundTimes[], step: (typeof steps)[number][1]) => times.flatMap((round) => (round[step] === undefined ? [] : [round[step]]));
  const cell = (times: readonly RoundTimes[], step: (typeof steps)[number][1]): string => {
    const [own, least] = [of(times, step), of(floor, step)];
    if (own.length === 0) return "";
    return `${spread(own)} s${least.length === 0 || times === floor ? "" : `, ${(median(own) / median(least)).toFixed(1)} times`}`;
  };
  return `Seconds until what was wanted is so on all hosts and the VIP answers, and how many times as long as the floor: manifests copied (or removed) by hand on all hosts at once over connections that were open.
\`pulumi up\` includes its preview, and every proof. Ansible runs a playbook of the role's steps with pipelining and kept connections; its destroy is a playbook too, since the role has none.

${table(["", ...Object.entries(rounds).map(([name, { length }]) => `${name}, ${length} ${length === 1 ? "round" : "rounds"}`)], steps.map(([title, step]) => [title, ...Object.values(rounds).map((times) => cell(times, step))]))}`;
}

function changeSection(rounds: Readonly<Record<string, readonly RoundTimes[]>>): string {
  const rows = Object.entries(rounds).map(([name, times]) => vipRow(name, times.map(({ vip }) => vip)));
  return `${table(VIP_HEAD, rows)}

The component changes one host after the other, the holder last. By hand and by Ansible all hosts change at once.`;
}

const VIP_HEAD = ["", "Changes", "Longest time without an answer, ms", "Moves of the VIP at most"];

function vipRow(name: string, seen: readonly Watched[]): string[] {
  if (seen.length === 0) return [name, "0", "", ""];
  return [name, String(seen.length), spread(seen.map(({ gapMs }) => gapMs), 0), String(Math.max(...seen.map(({ moves }) => moves)))];
}

function gapsSection({ rollouts, byHand, atOnce, failures }: Gaps): string {
  const reported = rollouts.flatMap(({ reportedMs }) => (reportedMs === undefined ? [] : [reportedMs]));
  return `Rollouts by the component and hand-overs by hand (the holder's manifest moved away until another host has the VIP) in turn, then changes of all hosts at once; kube-vip v1.2.1, lease of 15 to 17 s.
Asked ten times a second from outside the hosts, each time over a fresh connection with TLS checked.

${table(VIP_HEAD, [vipRow("Rollout", rollouts), vipRow("Hand-over by hand", byHand), vipRow("All hosts at once", atOnce)])}

The rollouts' own figure, \`rollout.vipGapMs\`, measured by the hosts: ${reported.length === 0 ? "none" : `${spread(reported, 0)} ms`}.${failures.length === 0 ? "" : `\n\nNot in these figures, since they failed: ${failures.join("; ")}.`}`;
}

function failoverSection(seconds: readonly number[], more: string): string {
  return `Seconds from the loss of power until every fresh connection through the router, ten in a second with TLS checked, answers again: **${spread(seconds)}**, ${seconds.length} times.
Timers in force: hold time ${BGP_TIMERS.holdTimeSeconds} s, keepalives every ${BGP_TIMERS.keepaliveSeconds} s. ${more} kube-vip v1.2.1; the router is BIRD.`;
}

function idleSection({ ours, unseeing, engine }: IdleTimes): string {
  const more = (times: readonly number[]) => `${(median(times) - median(engine)).toFixed(1)} s`;
  return `\`pulumi up --skip-preview\`, in turn, ${engine.length} times each.

${table(["", "Seconds", "Above the engine"], [["The component", spread(ours), more(ours)], ["The component with `observe: never`", spread(unseeing), more(unseeing)], ["As many resources that do nothing", spread(engine), ""]])}`;
}

function planningSection(planning: readonly Planning[]): string {
  return `Settings, manifests, findings and plan of that many hosts, facts given.

${table(["Hosts", "Milliseconds", "Memory of the process, MB"], planning.map(({ hosts, ms, megabytes }) => [String(hosts), ms.toFixed(0), megabytes.toFixed(0)]))}`;
}
