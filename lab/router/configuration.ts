// The router's configuration: one BGP neighbour for each host and address of the router, and a kernel route with all of their next hops.
import { hostNames, hostNetwork, lan, type HostName } from "../network/addresses";
import { asideAddress, router } from "./addresses";

/** From where the router speaks: `near` is in the hosts' network, `far` is behind it, so that sessions take more than one hop, `near6` is near by IPv6. */
export type RouterAddress = "near" | "far" | "near6";

export interface Speaker {
  readonly at: RouterAddress;
  /** TCP-MD5, the same for all hosts. Default: none. */
  readonly password?: string;
  /** Which routes its sessions carry. Default: those of the session's own family. */
  readonly families?: readonly (4 | 6)[];
}

export interface RouterSettings {
  /** Default 65100. */
  readonly as?: number;
  /** The hosts' AS number. Default 65000. */
  readonly hostAs?: number;
  /** Seconds that the router offers; the less of both sides counts. Default 9. */
  readonly holdSeconds?: number;
  /** Hosts whose routes it does not take, though it has a session with them. Default: none. */
  readonly refuses?: readonly HostName[];
  /** Hosts that speak to the far address from the second network. Default: none. */
  readonly aside?: readonly HostName[];
  /** Default: near, without a password. */
  readonly speakers?: readonly Speaker[];
}

const family = (at: RouterAddress): 4 | 6 => (at === "near6" ? 6 : 4);

function neighbour({ at, password, families = [family(at)] }: Speaker, host: HostName, { as = 65100, hostAs = 65000, holdSeconds = 9, refuses = [], aside = [] }: RouterSettings): string {
  const { address, address6 } = hostNetwork(host);
  const v = family(at);
  const address4 = at === "far" && aside.includes(host) ? asideAddress(host) : address;
  return [
    `protocol bgp ${host}_${at} {`,
    `  local ${router[at]} as ${as};`,
    `  neighbor ${v === 6 ? address6 : address4} as ${hostAs};`,
    // kube-vip dials and never listens
    "  passive on;",
    `  hold time ${holdSeconds};`,
    // By default BIRD keeps a neighbour out for 60 s after its hold timer expired, and for up to 300 s when that happens again: a host that boots would wait for the router.
    "  error wait time 1, 2;",
    // The interface tells the two protocols apart that one host may have; the bound socket has a password of its own.
    ...(at === "far" ? ["  multihop 5;"] : [`  interface "${router.link}";`]),
    "  strict bind on;",
    ...(password === undefined ? [] : [`  password "${password}";`]),
    ...families.map((carried) => `  ipv${carried} { import ${refuses.includes(host) ? "none" : `where net.len = ${carried === 6 ? 128 : 32}`}; export none; };`),
    "}",
  ].join("\n");
}

/** bird.conf(5), BIRD 2.0. */
export function birdConfig(settings: RouterSettings): string {
  const { speakers = [{ at: "near" }] } = settings;
  return [
    "log stderr all;",
    `router id ${router.near};`,
    "protocol device { scan time 2; }",
    "protocol direct { ipv4; ipv6; }",
    // Routes of several neighbours become one with several next hops.
    ...[4, 6].map((v) => `protocol kernel kernel${v} { ipv${v} { import none; export where source = RTS_BGP; }; merge paths on; }`),
    ...speakers.flatMap((speaker) => hostNames.map((host) => neighbour(speaker, host, settings))),
    "",
  ].join("\n");
}

/** ip(8) commands, one a line, for the router's namespace; its end of the cable is there already. */
export function routerNetworkPlan(): string {
  return [
    "link set lo up",
    `address add ${router.far}/32 dev lo`,
    `address add ${router.near}/${lan.prefix} dev ${router.link}`,
    `address add ${router.aside}/${lan.prefix} dev ${router.link}`,
    `address add ${router.near6}/${lan.prefix6} dev ${router.link} nodad`,
    `link set ${router.link} address ${router.mac} up`,
    "",
  ].join("\n");
}
