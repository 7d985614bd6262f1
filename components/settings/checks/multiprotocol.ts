// Checks of BGP with two families: which session carries which, and from where it comes. Sources: pkg/bgp/peers.go and pkg/kubevip/config_bgp.go at v0.8.10 to v1.2.3.
import { parseAddress } from "../addresses";
import { canonical } from "../fill/bgp";
import type { Draft } from "../draft";
import type { Problem } from "../problems";
import { quote } from "../words";
import { problemFamily } from "./report";

export const multiprotocolFamily = problemFamily({
  "bgp-peer-families": "error",
  "bgp-source-family": "error",
  "bgp-multiprotocol-word": "error",
  "bgp-multiprotocol-source": "error",
  "bgp-multiprotocol-fixed": "error",
  "bgp-multiprotocol-shared": "warning",
});
const { report } = multiprotocolFamily;

const NEXT_HOP = "mpbgp_nexthop";
const FIELD = `pod.environment.${NEXT_HOP}`;

export function checkMultiprotocol(draft: Draft): Problem[] {
  if (draft.mode !== "bgp") return [];
  const nextHop = draft.args.pod?.environment?.[NEXT_HOP];
  const problems = [...checkSourceFamily(draft), ...(nextHop === undefined ? checkFamilies(draft) : checkNextHop(draft, nextHop))];
  return problems.map((problem) => ({ ...problem, dependsOn: ["mode", ...(problem.dependsOn ?? [])] }));
}

interface PeerAddress {
  readonly field: string;
  readonly text: string;
  readonly family?: 4 | 6;
}

function peersOf({ args }: Draft): readonly PeerAddress[] {
  const single = args.bgp?.peer;
  const all = [...(single === undefined ? [] : [{ field: "bgp.peer.address", peer: single }]), ...(args.bgp?.peers ?? []).map((peer, index) => ({ field: `bgp.peers.${index}.address`, peer }))];
  return all.map(({ field, peer }) => {
    const address = parseAddress(peer?.address ?? "");
    return { field, text: address?.text ?? "", ...(address ? { family: address.family } : {}) };
  });
}

/** Without a multiprotocol next hop kube-vip leaves the families to gobgp, whose sessions then carry that of the peer's address alone (pkg/config/oc/default.go). */
function checkFamilies(draft: Draft): Problem[] {
  const peers = peersOf(draft);
  if (peers.length === 0 || peers.some(({ family }) => family === undefined)) return [];
  return draft.vips.filter((vip) => !peers.some(({ family }) => family === vip.address.family)).map((vip) =>
    report("bgp-peer-families", "bgp.peers", `No peer is IPv${vip.address.family}, while ${vip.address.text} is; a session of kube-vip carries the family of its peer's address alone, so no router would hear of it.`,
      `Add an IPv${vip.address.family} peer, or let each session carry both: bgp.sourceInterface, and ${NEXT_HOP}: auto_sourceif in pod.environment (kube-vip v0.8.10 and newer).`, ["vip", "pod.environment", "bgp.peer", ...peers.map(({ field }) => field)]));
}

/** kube-vip gives the one source address to every session. */
function checkSourceFamily(draft: Draft): Problem[] {
  const source = parseAddress(canonical(draft.args.bgp?.sourceAddress));
  if (!source) return [];
  return peersOf(draft).filter(({ family }) => family !== undefined && family !== source.family).map(({ field, text }) =>
    report("bgp-source-family", "bgp.sourceAddress", `Sessions come from ${source.text}, which is IPv${source.family}, and so none to the peer ${text} can be opened.`, "Use `bgp.sourceInterface`, leave it out, or give peers of one family.", [field]));
}

function checkNextHop({ args, hosts }: Draft, nextHop: string): Problem[] {
  const { sourceAddress, sourceInterface } = args.bgp ?? {};
  const needs = (argument: string) => report("bgp-multiprotocol-source", FIELD, `With ${quote(nextHop)} kube-vip takes the next hops from \`${argument}\`, which is not given, and ends at start.`, `Set \`${argument}\`.`, [argument]);
  switch (nextHop) {
    case "auto_sourceif":
      return sourceInterface === undefined ? [needs("bgp.sourceInterface")] : [];
    case "auto_sourceip":
      return sourceAddress === undefined ? [needs("bgp.sourceAddress")] : [];
    case "fixed":
      return checkFixed(args.pod?.environment ?? {}, hosts.length);
    default:
      return [report("bgp-multiprotocol-word", FIELD, `kube-vip knows no next hop ${quote(nextHop)}, and ends at start.`, "Write auto_sourceif, auto_sourceip or fixed.")];
  }
}

function checkFixed(environment: Readonly<Record<string, string | undefined>>, hosts: number): Problem[] {
  const names = ["mpbgp_ipv4", "mpbgp_ipv6"];
  const given = names.filter((name) => (environment[name] ?? "") !== "");
  const fields = names.map((name) => `pod.environment.${name}`);
  if (given.length === 0) return [report("bgp-multiprotocol-fixed", FIELD, "A fixed next hop is asked for, and none is given; kube-vip ends at start.", "Set mpbgp_ipv6 (for IPv4 sessions) or mpbgp_ipv4 (for IPv6 ones), or use auto_sourceif.", fields)];
  if (hosts < 2) return [];
  return [report("bgp-multiprotocol-shared", FIELD, `All ${hosts} hosts would announce the same next hop, which is one of them at most.`, "Use auto_sourceif with `bgp.sourceInterface`.", fields)];
}
