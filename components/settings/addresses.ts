// Literal IP addresses: strict reading, canonical text, classes, networks.
import { IPv4, IPv6 } from "ipaddr.js";

/** What an address is for; `ordinary` is any that a host may have. */
export type AddressClass = "ordinary" | "unspecified" | "loopback" | "link-local" | "multicast" | "broadcast" | "reserved" | "v4-mapped";

export interface Address {
  /** RFC 5952 text for IPv6, four plain decimals for IPv4: equal addresses have equal texts. */
  readonly text: string;
  readonly family: 4 | 6;
  readonly bytes: readonly number[];
  readonly addressClass: AddressClass;
}

/**
 * Reads a literal address. Stricter than inet_aton, as Go is: no octal or hexadecimal parts, no fewer than four, no leading zeros, no zone.
 * Undefined for everything else.
 */
export function parseAddress(text: string): Address | undefined {
  if (IPv4.isValidFourPartDecimal(text)) {
    const address = IPv4.parse(text);
    return { text: address.toString(), family: 4, bytes: address.octets, addressClass: classOfV4(address) };
  }
  if (!text.includes(":") || text.includes("%") || !IPv6.isValid(text)) return undefined;
  const address = IPv6.parse(text);
  return { text: address.toRFC5952String(), family: 6, bytes: address.toByteArray(), addressClass: classOfV6(address) };
}

function classOfV4(address: IPv4): AddressClass {
  const first = address.octets[0] ?? 0;
  const range = address.range();
  if (range === "broadcast" || range === "loopback" || range === "multicast") return range;
  if (range === "linkLocal") return "link-local";
  // 0.0.0.0/8 names no host (RFC 1122), 240.0.0.0/4 is "future use"; documentation and benchmark networks are left to their users.
  if (first === 0) return "unspecified";
  return first >= 240 ? "reserved" : "ordinary";
}

function classOfV6(address: IPv6): AddressClass {
  const range = address.range();
  if (range === "unspecified" || range === "loopback" || range === "multicast") return range;
  if (range === "linkLocal") return "link-local";
  return range === "ipv4Mapped" ? "v4-mapped" : "ordinary";
}

/** Bits of an address of this family: 32 or 128. */
export function fullPrefix(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

/** Whether the bits behind the prefix are all 0 (the network's own address) or all 1 (its broadcast address); undefined otherwise. */
export function edgeOfNetwork(address: Address, prefix: number): "network" | "broadcast" | undefined {
  const tail = address.bytes.flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => (byte >> bit) & 1)).slice(prefix);
  if (tail.length === 0) return undefined;
  if (tail.every((bit) => bit === 0)) return "network";
  return tail.every((bit) => bit === 1) ? "broadcast" : undefined;
}

/** `address:port` with brackets where the address is IPv6. */
export function withPort(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
