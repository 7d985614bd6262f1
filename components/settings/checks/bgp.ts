// Checks of BGP mode: sources, timers, election, and that there is somebody to talk to.
import { parseAddress } from "../addresses";
import { DEFAULTS } from "../defaults";
import type { Draft } from "../draft";
import { fillLeaderElection } from "../fill/settings";
import type { Problem } from "../problems";
import { quote } from "../words";
import { duplicates } from "./duplicates";
import { problemFamily } from "./report";

export const bgpFamily = problemFamily({
  "bgp-unused": "warning",
  "bgp-no-peer": "error",
  "bgp-as-reserved": "warning",
  "bgp-source-both": "error",
  "bgp-source-form": "error",
  "bgp-source-shared": "warning",
  "bgp-timers": "error",
  "bgp-timers-tight": "warning",
  "bgp-one-announcer": "info",
  "bgp-router-empty": "error",
  "bgp-router-duplicate": "error",
});
const { report } = bgpFamily;

export function checkBgp(draft: Draft): Problem[] {
  if (draft.mode !== "bgp") return checkUnused(draft);
  return [...checkPresence(draft), ...checkAsNumbers(draft), ...checkSource(draft), ...checkTimers(draft), ...checkElection(draft), ...checkRouters(draft)];
}

function checkUnused({ args }: Draft): Problem[] {
  const set = Object.values(args.bgp ?? {}).some((value) => value !== undefined && !(Array.isArray(value) && value.length === 0));
  if (!set) return [];
  return [report("bgp-unused", "bgp", "BGP is set up, but `mode` is `arp`, so this has no effect.", "Set `mode` to `bgp`, or remove it.", ["mode"])];
}

function checkPresence({ args }: Draft): Problem[] {
  if (args.bgp?.peer !== undefined || (args.bgp?.peers?.length ?? 0) > 0) return [];
  return [report("bgp-no-peer", "bgp.peers", "BGP mode needs at least one peer; kube-vip would end at start.", "Give the router's address and AS number in `bgp.peers`.", ["mode", "bgp", "bgp.peer"])];
}

/** AS numbers that no network may use: AS_TRANS (RFC 6793) and the last of each size (RFC 7300). */
const RESERVED_AS: ReadonlySet<number> = new Set([23456, 65535, 4294967295]);

function checkAsNumbers({ args }: Draft): Problem[] {
  const numbers = [["bgp.as", args.bgp?.as] as const, ["bgp.peer.as", args.bgp?.peer?.as] as const, ...(args.bgp?.peers ?? []).map((peer, index) => [`bgp.peers.${index}.as`, peer?.as] as const)];
  return numbers.filter(([, as]) => as !== undefined && RESERVED_AS.has(as)).map(([field, as]) =>
    report("bgp-as-reserved", field, `AS ${as} is reserved, and routers may refuse it.`, "Use the network's own number, or a private one: 64512 to 65534, 4200000000 to 4294967294.", ["mode"]));
}

function checkSource(draft: Draft): Problem[] {
  const { sourceAddress, sourceInterface } = draft.args.bgp ?? {};
  if (sourceAddress === undefined) return [];
  const field = "bgp.sourceAddress";
  const problems = sourceInterface === undefined ? [] : [report("bgp-source-both", field, "A source address and a source interface are given; kube-vip takes one.", "Remove one of the two.", ["mode", "bgp.sourceInterface"])];
  if (parseAddress(sourceAddress)?.addressClass !== "ordinary") problems.push(report("bgp-source-form", field, `${quote(sourceAddress)} is no address that a session can come from.`, "Give an address of the host, or its interface in `bgp.sourceInterface`.", ["mode"]));
  else if (draft.hosts.length > 1) problems.push(report("bgp-source-shared", field, `All ${draft.hosts.length} hosts would use ${sourceAddress} as source, but an address belongs to one host.`, "Use `bgp.sourceInterface`, or leave it out.", ["mode"]));
  return problems;
}

function checkTimers({ args }: Draft): Problem[] {
  const hold = args.bgp?.holdTimeSeconds ?? DEFAULTS.holdTimeSeconds;
  const keepalive = args.bgp?.keepaliveSeconds ?? DEFAULTS.keepaliveSeconds;
  const field = args.bgp?.keepaliveSeconds === undefined ? "bgp.holdTimeSeconds" : "bgp.keepaliveSeconds";
  const dependsOn = ["mode", "bgp.holdTimeSeconds", "bgp.keepaliveSeconds"];
  const said = `Keepalives come every ${keepalive} s, and a session is dead after ${hold} s of silence`;
  if (keepalive >= hold) return [report("bgp-timers", field, `${said}: it would never stay up.`, "Make keepaliveSeconds a third of holdTimeSeconds, as in 10 and 30.", dependsOn)];
  if (keepalive * 3 <= hold) return [];
  return [report("bgp-timers-tight", field, `${said}: the loss of one or two keepalives ends it.`, "Make keepaliveSeconds at most a third of holdTimeSeconds.", dependsOn)];
}

function checkElection(draft: Draft): Problem[] {
  if (!fillLeaderElection(draft).enabled) return [];
  return [report("bgp-one-announcer", "leaderElection.enabled", "With election one host announces the virtual IP; the others stand by.", "Leave it out for all hosts to announce it (ECMP), so that the router spreads the load.", ["mode"])];
}

function checkRouters({ args }: Draft): Problem[] {
  const routers = (args.bgp?.routers ?? []).map((router, index) => ({ field: `bgp.routers.${index}`, ...router }));
  const empty = routers.flatMap(({ field, ...router }) => (["name", "command"] as const).filter((part) => router[part]?.trim() === "").map((part) =>
    report("bgp-router-empty", `${field}.${part}`, `A router without a ${part} cannot be ${part === "name" ? "told of" : "asked"}.`, part === "name" ? "Give it a name." : "Give a command that prints its routes to the virtual IP, or leave the router out.", ["mode"])));
  const twice = duplicates(routers, ({ name }) => name?.trim() || undefined).map(({ item, first, value }) =>
    report("bgp-router-duplicate", `${item.field}.name`, `Two routers are called ${quote(value)}, so nobody could tell which of them lacks a route.`, "Rename one of the two.", ["mode", `${first.field}.name`]));
  return [...empty, ...twice];
}
