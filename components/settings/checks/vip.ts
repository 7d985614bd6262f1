// Checks of the virtual IP: literal, usable, nobody else's.
import { type Address, edgeOfNetwork, parseAddress } from "../addresses";
import type { Draft } from "../draft";
import type { Problem } from "../problems";
import { isHostName, quote } from "../words";
import { problemFamily } from "./report";

export const vipFamily = problemFamily({
  "vip-empty": "error",
  "vip-slash": "error",
  "vip-blank": "error",
  "vip-dns-name": "error",
  "vip-not-an-address": "error",
  "vip-loopback": "error",
  "vip-unspecified": "error",
  "vip-link-local": "error",
  "vip-multicast": "error",
  "vip-broadcast": "error",
  "vip-reserved": "error",
  "vip-v4-mapped": "error",
  "vip-network-address": "error",
  "vip-network-broadcast": "error",
  "vip-one-family": "error",
  "vip-too-many": "error",
  "vip-is-host-address": "error",
  "vip-order": "info",
  "vip-family": "warning",
});
const { report } = vipFamily;

const LITERAL = "Give a literal IPv4 or IPv6 address without prefix length, such as 192.168.1.100.";

export function checkVip(draft: Draft): Problem[] {
  const text = draft.args.vip;
  if (text === undefined) return [];
  if (text.trim() === "") return [report("vip-empty", "vip", "The virtual IP is empty.", LITERAL)];
  const parts = text.split(",");
  return [
    ...parts.flatMap((part) => checkPart(part)),
    ...checkTogether(parts.map((part) => parseAddress(part.trim())).filter((address) => address !== undefined), parts.length),
    ...draft.vips.flatMap((vip) => checkEdge(vip.address, vip.prefix)),
    ...checkHosts(draft),
  ];
}

function checkPart(part: string): Problem[] {
  const text = part.trim();
  const blank = part === text ? [] : [report("vip-blank", "vip", `There is a blank around ${quote(text)}, which kube-vip takes as part of the address.`, "Remove the blanks.")];
  const address = parseAddress(text);
  return [...blank, ...(address ? checkClass(address) : [checkText(text)])];
}

function checkText(text: string): Problem {
  if (text.includes("/")) return report("vip-slash", "vip", `${quote(text)} carries a prefix length.`, "Write the address alone, and its length into `prefixLength`.");
  if (/\s/.test(text)) return report("vip-blank", "vip", `${quote(text)} holds a blank.`, "Put a comma and nothing else between two addresses.");
  if (isHostName(text)) {
    return report("vip-dns-name", "vip", `${quote(text)} is a name; kube-vip's handling of names breaks from version to version (kube-vip #912, #886).`,
      "Give the literal address that the name stands for.");
  }
  return report("vip-not-an-address", "vip", `${quote(text)} is no IP address.`, text.startsWith("[") || /^[\d.]+:\d+$/.test(text) ? "Write the address without brackets, and its port into `port`." : LITERAL);
}

function checkClass({ text, addressClass }: Address): Problem[] {
  switch (addressClass) {
    case "loopback":
      return [report("vip-loopback", "vip", `${text} is every machine's own loopback address${text === "127.0.0.1" ? " (the Ansible role's default)" : ""}, so no other machine could reach the control plane by it.`,
        "Choose a free address of the hosts' network, and set it as `vip` (the role's `kube_apiserver_lb_addr`).")];
    case "unspecified":
      return [report("vip-unspecified", "vip", `${text} means "no address".`, LITERAL)];
    case "link-local":
      return [report("vip-link-local", "vip", `${text} is link-local: it is not routed, and kube-vip's neighbour discovery refuses it.`, "Choose an address of the hosts' network.")];
    case "multicast":
      return [report("vip-multicast", "vip", `${text} is a multicast address, which no host can own.`, LITERAL)];
    case "broadcast":
      return [report("vip-broadcast", "vip", `${text} is the broadcast address of every network.`, LITERAL)];
    case "reserved":
      return [report("vip-reserved", "vip", `${text} lies in 240.0.0.0/4, which Linux and routers don't forward.`, LITERAL)];
    case "v4-mapped":
      return [report("vip-v4-mapped", "vip", `${text} is an IPv4 address inside an IPv6 one.`, "Write the IPv4 address itself.")];
    default:
      return [];
  }
}

function checkTogether(addresses: readonly Address[], count: number): Problem[] {
  const [first, second] = addresses;
  if (count > 2) return [report("vip-too-many", "vip", `${count} addresses are given; kube-vip takes one, or one of each family.`, "Give one IPv4 address, one IPv6 address, or both.")];
  if (!first || !second) return [];
  if (first.family === second.family) {
    return [report("vip-one-family", "vip", `Both addresses are IPv${first.family}; kube-vip takes one of each family.`, "Give one IPv4 and one IPv6 address, or one alone.")];
  }
  if (first.family === 4) return [];
  return [report("vip-order", "vip", "kube-vip needs the IPv4 address first, so the two are written in that order.", `Write "${second.text},${first.text}" to say the same.`)];
}

function checkEdge(address: Address, prefix: number | undefined): Problem[] {
  if (prefix === undefined || prefix >= (address.family === 4 ? 31 : 127) || address.addressClass !== "ordinary") return [];
  const edge = edgeOfNetwork(address, prefix);
  const remedy = "Choose an address inside the network, or leave `prefixLength` out.";
  if (edge === "network") return [report("vip-network-address", "vip", `${address.text} is the address of the network ${address.text}/${prefix} itself.`, remedy, ["prefixLength"])];
  if (edge === "broadcast" && address.family === 4) {
    return [report("vip-network-broadcast", "vip", `${address.text} is the broadcast address of its network of prefix length ${prefix}.`, remedy, ["prefixLength"])];
  }
  return [];
}

function checkHosts(draft: Draft): Problem[] {
  const same = draft.vips.flatMap((vip) => draft.hosts.filter((host) => host.address?.text === vip.address.text).map((host) =>
    report("vip-is-host-address", "vip", `${vip.address.text} is the own address of host ${host.key}, which would lose it when another host takes the virtual IP (kube-vip #1475).`,
      "Choose an address that no host has.", [`${host.field}.address`])));
  return [...same, ...checkFamilies(draft)];
}

/** A virtual IP of a family in which no host is addressed may still work, when the hosts have such addresses too. */
function checkFamilies(draft: Draft): Problem[] {
  if (draft.hosts.length === 0 || draft.hosts.some((host) => !host.address)) return [];
  return draft.vips.filter((vip) => !draft.hosts.some((host) => host.address?.family === vip.address.family)).map((vip) =>
    report("vip-family", "vip", `${vip.address.text} is IPv${vip.address.family}, while every host is given by an IPv${vip.address.family === 4 ? 6 : 4} address.`,
      `Make sure that the hosts have IPv${vip.address.family} addresses and that the API servers listen on them.`, draft.hosts.map((host) => `${host.field}.address`)));
}
