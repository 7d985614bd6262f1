// Whether a router sends what is meant for the VIP to the hosts that announce it, by the text that its own command prints.
import type { BgpSession } from "../hosts/bgpSession";
import { parseAddress } from "../settings/addresses";
import { enumerate } from "../settings/words";

/** What a router's own command said of its routes to one VIP. */
export interface RouteSight {
  /** The router's name. */
  router: string;
  /** The VIP. */
  vip: string;
  /** Keys of the hosts that it has as next hops. */
  nextHops: string[];
  /** What is missing, or why the command said nothing; empty where all is as it should be. */
  failure: string;
}

export interface Announcers {
  /** Sessions by host key. */
  readonly sessions: Readonly<Record<string, readonly BgpSession[]>>;
  /** Every host announces; else one of them does. */
  readonly all: boolean;
  /** Further addresses of the hosts by host key: next hops to a VIP of another family than the session's. */
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
}

/** Routers write addresses with a prefix length, a comma or a bracket behind them. */
function addressesIn(text: string): ReadonlySet<string> {
  const words = text.match(/[0-9A-Fa-f:.]{2,}/g) ?? [];
  return new Set(words.flatMap((word) => parseAddress(word.replace(/[.:]+$/, ""))?.text ?? parseAddress(word)?.text ?? []));
}

/** @param text what the command printed */
export function routeSight(router: string, vip: string, text: string, { sessions, all, addresses = {} }: Announcers): RouteSight {
  const seen = addressesIn(text);
  const hosts = Object.keys(sessions).sort();
  const nextHops = seen.has(vip) ? hosts.filter((host) => nextHopsOf(vip, sessions[host]!, addresses[host] ?? []).some((address) => seen.has(address))) : [];
  return { router, vip, nextHops, failure: failureOf(vip, seen, hosts, nextHops, all) };
}

/** A next hop is of the route's own family. Where a session of the other one carries the route, it is another address of the host. */
function nextHopsOf(vip: string, sessions: readonly BgpSession[], addresses: readonly string[]): readonly string[] {
  const family = parseAddress(vip)?.family;
  const ofFamily = (texts: readonly string[]) => texts.filter((text) => parseAddress(text)?.family === family);
  const sources = ofFamily(sessions.map(({ source }) => source));
  return sources.length > 0 || sessions.length === 0 ? sources : ofFamily(addresses);
}

function failureOf(vip: string, seen: ReadonlySet<string>, hosts: readonly string[], nextHops: readonly string[], all: boolean): string {
  if (!seen.has(vip)) return `it shows no route to ${vip}`;
  if (nextHops.length === 0) return `its route to ${vip} leads to none of the hosts`;
  const missing = hosts.filter((host) => !nextHops.includes(host));
  return all && missing.length > 0 ? `its route to ${vip} does not lead to ${enumerate(missing)}` : "";
}
