// Interfaces as an `ip` without JSON prints them: BusyBox, and iproute2 before 4.17.
import type { Link } from "./interfaces";

type Address = Link["addr_info"][number];

const HEAD = /^\d+: ([^:@\s]+)(?:@[^:\s]+)?: <([^>]*)>(.*)$/;
/** First words of the lines with which `ip -d` describes a virtual device. */
const KINDS = ["bond", "bridge", "dummy", "ifb", "ipip", "ipvlan", "macvlan", "sit", "team", "tun", "veth", "vlan", "vrf", "vxlan", "wireguard"];

function word(text: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name} (\\S+)`).exec(text)?.[1];
}

function address(line: string): Address[] {
  const found = /^inet6? ([0-9a-f.:]+)(?: peer [^/\s]+)?(?:\/(\d+))?(.*)$/.exec(line);
  if (!found) return [];
  const [, local = "", length, rest = ""] = found;
  const flag = (name: string) => rest.split(" ").includes(name);
  return [{ local, prefixlen: Number(length ?? (local.includes(":") ? 128 : 32)), scope: word(rest, "scope"), tentative: flag("tentative"), dadfailed: flag("dadfailed"), deprecated: flag("deprecated") }];
}

function parseLink([head = "", ...lines]: readonly string[]): Link[] {
  const found = HEAD.exec(head);
  if (!found) return [];
  const [, ifname, flags = "", rest = ""] = found;
  const described = lines.find((line) => line.startsWith("link/")) ?? "";
  const [, type, mac] = /^link\/(\S+)(?: (\S+))?/.exec(described) ?? [];
  const kind = lines.map((line) => line.split(" ", 1)[0]!).find((first) => KINDS.includes(first));
  return [{ ifname, flags: flags.split(","), mtu: Number(word(rest, "mtu") ?? 0), master: word(rest, "master"), link_type: type, address: mac, linkinfo: { info_kind: kind }, addr_info: lines.flatMap(address) }];
}

export function parseIpText(text: string): Link[] {
  const blocks: string[][] = [];
  for (const line of text.split("\n")) {
    if (HEAD.test(line)) blocks.push([line]);
    else blocks.at(-1)?.push(line.trim());
  }
  return blocks.flatMap(parseLink);
}
