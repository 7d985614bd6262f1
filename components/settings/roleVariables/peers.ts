// The role's list of BGP peers: `IP:AS:password:multihop`, with commas between them. No text here may hold a password.
import type { Problem } from "../problems";
import { report } from "./problems";

export interface RolePeer {
  readonly address: string;
  readonly as: number;
  readonly password?: string;
  readonly multihop?: boolean;
}

const FIELD = "kube_vip_bgp_peers";
const FORM = "Write IP:AS:password:multihop, such as 192.168.1.254:65001::false, with brackets around IPv6.";
/** Go's strconv.ParseBool, by which kube-vip reads it, and Ansible's words beside. */
const TRUE = /^(1|t|true|yes|on)$/i;
const FALSE = /^(|0|f|false|no|off)$/i;

/** Reads the list; peers that cannot be read give a problem by their place in it. */
export function parsePeers(text: string): { readonly peers: readonly RolePeer[]; readonly problems: readonly Problem[] } {
  const read = text.split(",").map((part) => part.trim()).filter((part) => part !== "").map(parsePeer);
  return {
    peers: read.filter((peer): peer is RolePeer => typeof peer !== "string"),
    problems: read.flatMap((peer, index) => (typeof peer === "string" ? [report("role-peers-form", FIELD, `Peer ${index + 1}: ${peer}.`, FORM)] : [])),
  };
}

/** A peer, or what is wrong with it. */
function parsePeer(text: string): RolePeer | string {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(.*))?$/.exec(text);
  if (!match) return "it does not begin with an address";
  const address = match[1] ?? match[2] ?? "";
  const [as, password = "", multihop = "", ...rest] = (match[3] ?? "").split(":");
  if (as === undefined || !/^\d{1,10}$/.test(as)) return /^[0-9a-f]{1,4}$/i.test(address) ? "an IPv6 address needs brackets" : "its AS number is no number";
  if (rest.length > 0) return "it has more than four fields; a password cannot hold a colon here";
  if (!TRUE.test(multihop) && !FALSE.test(multihop)) return "its multihop is neither true nor false";
  return { address, as: Number(as), ...(password === "" ? {} : { password }), ...(TRUE.test(multihop) ? { multihop: true } : {}) };
}
