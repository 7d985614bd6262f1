// A pool of addresses as kube-vip's cloud provider reads it (its README; pkg/provider/loadBalancer.go, discoverPool).
import { type Address, fullPrefix, parseAddress } from "../settings/addresses";

/** Both ends included. */
interface Range {
  readonly first: Address;
  readonly last: Address;
}

function compare(a: Address, b: Address): number {
  const at = a.bytes.findIndex((byte, index) => byte !== b.bytes[index]);
  return at < 0 ? 0 : (a.bytes[at] ?? 0) - (b.bytes[at] ?? 0);
}

function networkOf(text: string): Range | undefined {
  const [, written = "", length = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const address = parseAddress(written);
  const prefix = Number(length);
  if (!address || length === "" || prefix > fullPrefix(address.family)) return undefined;
  const end = (bit: 0 | 1): Address => ({ ...address, bytes: address.bytes.map((byte, index) => {
    const hosts = 0xff >> Math.min(8, Math.max(0, prefix - index * 8));
    return bit === 0 ? byte & ~hosts : byte | hosts;
  }) });
  return { first: end(0), last: end(1) };
}

function spanOf(text: string): Range | undefined {
  const [first, last, ...more] = text.split("-").map(parseAddress);
  if (!first || !last || more.length > 0 || first.family !== last.family || compare(first, last) > 0) return undefined;
  return { first, last };
}

function holds({ first, last }: Range, address: Address): boolean {
  return address.family === first.family && compare(first, address) <= 0 && compare(address, last) <= 0;
}

function mistakes(field: string, pools: readonly string[], taken: readonly string[]): string[] {
  if (pools.length === 0) return [`${field}: it names no addresses. Give it a range or a network, or leave it out.`];
  const kinds = new Set(pools.map((text) => text.includes("/")));
  return [
    ...(kinds.size > 1 ? [`${field}: it mixes networks and ranges, of which the cloud provider reads one kind. Write all of them as ranges.`] : []),
    ...pools.flatMap((text) => {
      const range = text.includes("/") ? networkOf(text) : spanOf(text);
      if (!range) return [`${field}: ${JSON.stringify(text)} is neither a range nor a network. Write it like 192.168.1.200-192.168.1.220 or 192.168.1.192/27.`];
      return taken.filter((one) => { const address = parseAddress(one); return address !== undefined && holds(range, address); })
        .map((one) => `${field}: ${text} holds ${one}, which is taken, so a Service would get it and two machines would answer for it. Leave it out of the pool.`);
    }),
  ];
}

export type Pools = Readonly<Record<string, readonly string[]>>;

/** The ConfigMap's data; `global` is for all namespaces without a pool of their own. @throws Error with all mistakes, a line each */
export function poolData(pools: Pools, taken: readonly string[]): Record<string, string> {
  const wrong = Object.entries(pools).flatMap(([name, list]) => mistakes(name, list, taken));
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
  return Object.fromEntries(Object.entries(pools).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, list]) => [`${list[0]!.includes("/") ? "cidr" : "range"}-${name}`, list.join(",")]));
}
