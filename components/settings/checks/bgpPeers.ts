// Checks of BGP peers and their passwords. No text here may hold a password.
import { parseAddress } from "../addresses";
import { canonical, hidesPasswords } from "../fill/bgp";
import type { Draft } from "../draft";
import type { Problem } from "../problems";
import type { IncompleteArgs } from "../resolved";
import { CONTROL_CHARACTERS, enumerate, quote } from "../words";
import { duplicates } from "./duplicates";
import { problemFamily } from "./report";

export const bgpPeersFamily = problemFamily({
  "bgp-peer-address-form": "error",
  "bgp-peer-unusable": "error",
  "bgp-peer-is-vip": "error",
  "bgp-peer-is-host": "warning",
  "bgp-peer-duplicate": "error",
  "bgp-peer-multihop": "error",
  "bgp-bfd-version": "error",
  "bgp-bfd-single-peer": "error",
  "bgp-bfd-multihop": "error",
  "bgp-password-mirror-pod": "error",
  "bgp-password-characters": "error",
  "bgp-password-control": "error",
  "bgp-password-length": "error",
});
const { report } = bgpPeersFamily;

type PeerArgs = NonNullable<NonNullable<IncompleteArgs["bgp"]>["peer"]>;

interface Peer {
  readonly field: string;
  readonly args: PeerArgs;
  /** One of `bgp.peers`. */
  readonly inList: boolean;
}

function peersOf({ args }: Draft): readonly Peer[] {
  const single = args.bgp?.peer;
  return [
    ...(single === undefined ? [] : [{ field: "bgp.peer", args: single, inList: false }]),
    ...(args.bgp?.peers ?? []).map((peer, index) => ({ field: `bgp.peers.${index}`, args: peer ?? {}, inList: true })),
  ];
}

export function checkBgpPeers(draft: Draft): Problem[] {
  if (draft.mode !== "bgp") return [];
  const peers = peersOf(draft);
  const problems = [
    ...peers.flatMap((peer) => [...checkAddress(peer, draft), ...checkPassword(peer, draft), ...checkMultihop(peer), ...checkBfd(peer, draft)]),
    ...duplicates(peers, (peer) => canonical(peer.args.address) || undefined).map(({ item, first, value }) =>
      report("bgp-peer-duplicate", `${item.field}.address`, `The peer ${value} is given twice; kube-vip would open two sessions to it, of which one is refused.`, "Remove one of the two.", [`${first.field}.address`])),
  ];
  return problems.map((problem) => ({ ...problem, dependsOn: ["mode", ...(problem.dependsOn ?? [])] }));
}

function checkAddress({ field: peer, args }: Peer, draft: Draft): Problem[] {
  if (args.address === undefined) return [];
  const field = `${peer}.address`;
  const address = parseAddress(args.address);
  if (!address) return [report("bgp-peer-address-form", field, `${quote(args.address)} is no IP address.`, "Give the literal address alone: no brackets, no AS number, and no port, since kube-vip always dials 179.")];
  if (!["ordinary", "loopback"].includes(address.addressClass)) return [report("bgp-peer-unusable", field, `${address.text} is a ${address.addressClass} address, to which no session can be opened.`, "Give the router's own address.")];
  if (draft.vips.some((vip) => vip.address.text === address.text)) return [report("bgp-peer-is-vip", field, `${address.text} is the virtual IP itself.`, "Give the router's own address.", ["vip"])];
  const host = draft.hosts.find((item) => item.address?.text === address.text);
  return host ? [report("bgp-peer-is-host", field, `${address.text} is host ${host.key}; kube-vip itself never listens for BGP, so another BGP speaker must run there.`, "Give the router's address, unless this is meant.", [`${host.field}.address`])] : [];
}

/** The kernel's bound for TCP-MD5 keys (TCP_MD5SIG_MAXKEYLEN in include/uapi/linux/tcp.h). */
const PASSWORD_BYTES = 80;

function checkPassword({ field: peer, args, inList }: Peer, draft: Draft): Problem[] {
  const { password } = args;
  if (password === undefined) return [];
  const field = `${peer}.password`;
  const problems: Problem[] = [];
  if (password !== "" && draft.facts?.configFile === false && draft.args.bgp?.passwordsInMirrorPod !== true) {
    problems.push(report("bgp-password-mirror-pod", field, `kube-vip ${draft.version?.tag ?? ""} reads passwords in variables of its static Pod only, so everybody who may read Pods in kube-system reads this one in the mirror Pod.`,
      "Use image.version v1.0.1 or newer, where it lies in a file that root alone may read; or consent with bgp.passwordsInMirrorPod.", ["image.version", "bgp.passwordsInMirrorPod"]));
  }
  // What joins the fields of a list in its variable, where nothing escapes it.
  const separators = [",", ":", "/"].filter((character) => password.includes(character));
  if (inList && separators.length > 0 && !hidesPasswords(draft)) {
    problems.push(report("bgp-password-characters", field, `The password holds ${enumerate(separators.map((character) => `"${character}"`))}, which separates fields in kube-vip's list of peers.`,
      "Choose another password, give this peer as the single `bgp.peer`, where any character may be, or use image.version v1.0.1 or newer without bgp.passwordsInMirrorPod.", ["bgp.peer", "image.version", "bgp.passwordsInMirrorPod"]));
  }
  if (CONTROL_CHARACTERS.test(password)) problems.push(report("bgp-password-control", field, "The password holds a control character, such as the end of a line.", "Remove it; a password read from a file often ends with one."));
  const bytes = Buffer.byteLength(password);
  if (bytes > PASSWORD_BYTES) problems.push(report("bgp-password-length", field, `The password has ${bytes} bytes; the kernel takes ${PASSWORD_BYTES}.`, "Choose a shorter one."));
  return problems;
}

function checkMultihop({ field, args, inList }: Peer): Problem[] {
  if (inList || args.multihop !== true) return [];
  return [report("bgp-peer-multihop", `${field}.multihop`, "A peer of more than one hop cannot be the single `bgp.peer`.", "Give it in the list `bgp.peers`.")];
}

function checkBfd({ field: peer, args, inList }: Peer, { facts, version }: Draft): Problem[] {
  if (args.bfd === undefined) return [];
  const field = `${peer}.bfd`;
  if (!inList) return [report("bgp-bfd-single-peer", field, "The variables of the single `bgp.peer` have no place for BFD.", "Give the peer in the list `bgp.peers`.")];
  if (facts && !facts.peerGrammar.fields.includes("bfd")) return [report("bgp-bfd-version", field, `kube-vip ${version?.tag ?? ""} speaks no BFD.`, "Use image.version v1.2.2 or newer, or leave it out.", ["image.version"])];
  if (args.multihop !== true) return [];
  return [report("bgp-bfd-multihop", field, "kube-vip speaks BFD on port 3784, which is for neighbours one hop away; routers expect it on 4784 from farther ones (RFC 5883).", "Leave BFD or multihop out.", [`${peer}.multihop`])];
}
