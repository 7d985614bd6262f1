// Words that the findings share.
import { enumerate } from "../../settings/words";

const MOST = 6;

/** `a, b and c`; of many the first, and how many more. */
export function listed(items: readonly string[]): string {
  return items.length <= MOST ? enumerate(items) : enumerate([...items.slice(0, MOST - 1), `${items.length - MOST + 1} more`]);
}

/** `host cp1`, `hosts cp1 and cp2`. */
export function hostsText(keys: readonly string[]): string {
  return `${keys.length === 1 ? "host" : "hosts"} ${listed(keys)}`;
}

/** The same at the start of a sentence. */
export function HostsText(keys: readonly string[]): string {
  return hostsText(keys).replace(/^h/, "H");
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `2.5 s`, from milliseconds; below a second `250 ms`. */
export function duration(ms: number): string {
  return Math.abs(ms) < 1000 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toFixed(1))} s`;
}

/** `2026-11-23`, from seconds since the epoch. */
export function day(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `second ${seconds}` : date.toISOString().slice(0, 10);
}

/** `2026-11-23 08:15:00 UTC`, from seconds since the epoch. */
export function moment(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `second ${seconds}` : `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Items by what `of` says of them, in the order of first mention; those it says nothing of are left out. */
export function grouped<T>(items: readonly T[], of: (item: T) => string | undefined): ReadonlyMap<string, readonly [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const name = of(item);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

export function keysOf(hosts: readonly { readonly key: string }[]): string[] {
  return hosts.map(({ key }) => key);
}
