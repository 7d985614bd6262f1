// Addresses and networks as texts.
import { IPv4, IPv6 } from "ipaddr.js";
import { type Address, fullPrefix, parseAddress } from "../../settings/addresses";

export interface Network {
  readonly address: Address;
  readonly prefix: number;
}

/** Reads `address/length`, or an address alone as the network of itself. Undefined for everything else. */
export function parseNetwork(text: string): Network | undefined {
  const [written = "", length, ...rest] = text.split("/");
  const address = parseAddress(written);
  if (!address || rest.length > 0) return undefined;
  const prefix = length === undefined ? fullPrefix(address.family) : /^\d{1,3}$/.test(length) ? Number(length) : NaN;
  return prefix <= fullPrefix(address.family) ? { address, prefix } : undefined;
}

/** Whether `address` lies in the network `address/length`. */
export function isIn(address: string, network: string): boolean {
  const [inner, outer] = [parseAddress(address), parseNetwork(network)];
  if (!inner || !outer || inner.family !== outer.address.family) return false;
  return inner.bytes.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, outer.prefix - index * 8));
    const mask = (0xff << (8 - bits)) & 0xff;
    return (byte & mask) === ((outer.address.bytes[index] ?? 0) & mask);
  });
}

/** `10.0.0.0/24` of 10.0.0.7 and 24. */
export function networkText(address: string, prefix: number): string {
  const network = parseNetwork(`${address}/${prefix}`);
  if (!network) return `${address}/${prefix}`;
  const cidr = `${network.address.text}/${prefix}`;
  return network.address.family === 4 ? `${IPv4.networkAddressFromCIDR(cidr).toString()}/${prefix}` : `${IPv6.networkAddressFromCIDR(cidr).toRFC5952String()}/${prefix}`;
}

/** Whether two texts are the same address, whatever way each is written. */
export function sameAddress(a: string, b: string): boolean {
  const [left, right] = [parseAddress(a), parseAddress(b)];
  return left !== undefined && left.text === right?.text;
}
