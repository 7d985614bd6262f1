// The settings of BGP, and its passwords apart from them.
import { parseAddress } from "../addresses";
import { DEFAULTS } from "../defaults";
import type { Draft } from "../draft";
import type { IncompleteArgs } from "../resolved";
import type { BgpPasswords, BgpPeer, BgpSettings } from "../settings";
import { fillHealthCheck } from "./bgpHealthCheck";

type PeerArgs = NonNullable<NonNullable<IncompleteArgs["bgp"]>["peer"]>;

/** Canonical text of an address that passed the checks. */
export function canonical(text: string | undefined): string {
  return parseAddress(text ?? "")?.text ?? "";
}

/** Present in BGP mode only. `isUnknown` tells whether a path's value is not known yet: an unknown password is one. */
export function fillBgp(draft: Draft, isUnknown: (path: string) => boolean): BgpSettings | undefined {
  if (draft.mode !== "bgp") return undefined;
  const { as, sourceAddress, sourceInterface, holdTimeSeconds, keepaliveSeconds, routers } = draft.args.bgp ?? {};
  const peer = draft.args.bgp?.peer && fillPeer(draft.args.bgp.peer, isUnknown("bgp.peer.password"));
  const peers = (draft.args.bgp?.peers ?? []).map((item, index) => fillPeer(item ?? {}, isUnknown(`bgp.peers.${index}.password`)));
  const healthCheck = fillHealthCheck(draft);
  const hidden = [peer, ...peers].some((item) => item?.hasPassword) && hidesPasswords(draft);
  return {
    as: as ?? DEFAULTS.bgpAs,
    ...(peer ? { peer } : {}),
    peers,
    peersIn: hidden ? "file" : "variables",
    ...(sourceAddress === undefined ? {} : { sourceAddress: canonical(sourceAddress) }),
    ...(sourceInterface === undefined ? {} : { sourceInterface: sourceInterface.trim() }),
    ...(holdTimeSeconds === undefined ? {} : { holdTimeSeconds }),
    ...(keepaliveSeconds === undefined ? {} : { keepaliveSeconds }),
    ...(healthCheck ? { healthCheck } : {}),
    ...(routers === undefined ? {} : { routers: routers.map((item) => ({ name: item?.name ?? "", command: item?.command ?? "" })) }),
  };
}

/** Whether passwords stay out of the static Pod. */
export function hidesPasswords({ args, facts }: Draft): boolean {
  return facts?.configFile === true && args.bgp?.passwordsInMirrorPod !== true;
}

function fillPeer(peer: PeerArgs, passwordUnknown: boolean): BgpPeer {
  const { bfd } = peer;
  return {
    address: canonical(peer.address),
    as: peer.as ?? 0,
    hasPassword: passwordUnknown || (peer.password ?? "") !== "",
    multihop: peer.multihop ?? false,
    ...(bfd === undefined ? {} : { bfd: { intervalMilliseconds: bfd.intervalMilliseconds ?? DEFAULTS.bfdIntervalMilliseconds, multiplier: bfd.multiplier ?? DEFAULTS.bfdMultiplier } }),
  };
}

/** Passwords by the name of their placeholder. */
export function bgpPasswordsOf(args: IncompleteArgs): BgpPasswords {
  if (args.mode !== "bgp") return {};
  const named = [["peer", args.bgp?.peer?.password] as const, ...(args.bgp?.peers ?? []).map((peer, index) => [String(index), peer?.password] as const)];
  return Object.fromEntries(named.filter((pair): pair is readonly [string, string] => pair[1] !== undefined && pair[1] !== ""));
}
