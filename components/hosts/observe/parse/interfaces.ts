// Interfaces and routes, as `ip -j` prints them.
import { z } from "zod";
import type { InterfaceAddress, InterfaceFacts, RouteFacts } from "../../../facts/hostFacts";
import { type Answer, linesOf, Unreadable } from "../answer";
import { parseIpText } from "./ipText";

const address = z.object({
  local: z.string().optional(),
  prefixlen: z.number().optional(),
  scope: z.string().optional(),
  tentative: z.boolean().optional(),
  dadfailed: z.boolean().optional(),
  deprecated: z.boolean().optional(),
});

const link = z.object({
  ifname: z.string().optional(),
  flags: z.array(z.string()).default([]),
  mtu: z.number().default(0),
  master: z.string().optional(),
  link_type: z.string().optional(),
  address: z.string().optional(),
  linkinfo: z.object({ info_kind: z.string().optional() }).optional(),
  addr_info: z.array(address).default([]),
});
export type Link = z.infer<typeof link>;

function addressFacts({ local, prefixlen, scope, tentative = false, dadfailed = false, deprecated = false }: z.infer<typeof address>): InterfaceAddress[] {
  if (local === undefined || prefixlen === undefined) return [];
  return [{ address: local, prefixLength: prefixlen, scope: scope ?? "global", tentative, dadFailed: dadfailed, deprecated }];
}

function interfaceFacts(read: Link): InterfaceFacts[] {
  const { ifname, flags, master, linkinfo } = read;
  if (ifname === undefined) return [];
  const has = (flag: string) => flags.includes(flag);
  return [{
    name: ifname,
    mac: read.link_type === "loopback" ? "" : (read.address ?? "").toLowerCase(),
    up: has("UP"),
    carrier: has("LOWER_UP"),
    loopback: has("LOOPBACK"),
    kind: linkinfo?.info_kind ?? "",
    ...(master === undefined ? {} : { master }),
    mtu: read.mtu,
    arp: !has("NOARP"),
    addresses: read.addr_info.flatMap(addressFacts),
  }];
}

function toolIsThere(answer: Answer): void {
  if (linesOf(answer.find("missing") ?? "").includes("ip")) throw new Unreadable("the program `ip` is not installed; install iproute2");
}

export function readInterfaces(answer: Answer): InterfaceFacts[] {
  toolIsThere(answer);
  const text = answer.text("addresses").trim();
  return (text.startsWith("[") ? z.array(link).parse(JSON.parse(text)) : parseIpText(text)).flatMap(interfaceFacts);
}

const route = z.object({
  dst: z.string(),
  gateway: z.string().optional(),
  dev: z.string().optional(),
  prefsrc: z.string().optional(),
  metric: z.number().optional(),
  nexthops: z.array(z.object({ gateway: z.string().optional(), dev: z.string().optional() })).optional(),
});
type Route = z.infer<typeof route>;

/** `10.0.0.0/24 via 10.0.0.1 dev eth0 src 10.0.0.2 metric 100`, from an `ip` that prints no JSON. */
function parseRouteLine(line: string): Route[] {
  const [dst, ...words] = line.trim().split(/\s+/);
  const after = (word: string) => (words.includes(word) ? words[words.indexOf(word) + 1] : undefined);
  const metric = after("metric");
  return dst === undefined || dst === "" ? [] : [{ dst, gateway: after("via"), dev: after("dev"), prefsrc: after("src"), ...(metric === undefined ? {} : { metric: Number(metric) }) }];
}

function withLength(destination: string): string {
  if (destination === "default" || destination.includes("/")) return destination;
  return `${destination}/${destination.includes(":") ? 128 : 32}`;
}

function routeFacts(family: 4 | 6, { dst, gateway, dev, prefsrc, metric, nexthops = [] }: Route): RouteFacts[] {
  return [{ gateway, dev }, ...nexthops].flatMap((hop) => (hop.dev === undefined ? [] : [{
    family,
    destination: withLength(dst),
    ...(hop.gateway === undefined ? {} : { gateway: hop.gateway }),
    interface: hop.dev,
    ...(prefsrc === undefined ? {} : { source: prefsrc }),
    ...(metric === undefined ? {} : { metric }),
  }]));
}

export function readRoutes(answer: Answer): RouteFacts[] {
  toolIsThere(answer);
  return ([4, 6] as const).flatMap((family) => {
    const text = answer.text(`routes${family}`).trim();
    const routes = text.startsWith("[") ? z.array(route).parse(JSON.parse(text)) : text.split("\n").flatMap(parseRouteLine);
    return routes.flatMap((one) => routeFacts(family, one));
  });
}
