// IPVS's table, as the agent and the observing script print it.
import { fromByteArray, IPv6 } from "ipaddr.js";
import type { IpvsService } from "../facts/hostFacts";

interface Socket {
  readonly address: string;
  readonly port: number;
}

/** `0A4D000B:192B` or `[fd77:0000:0000:0000:0000:0000:0000:0011]:192B` (Linux net/netfilter/ipvs/ip_vs_ctl.c, `ip_vs_info_seq_show`). */
function socketOf(text: string): Socket {
  const [, ipv4, ipv6, port] = /^(?:([0-9A-Fa-f]{8})|\[([0-9A-Fa-f:]+)\]):([0-9A-Fa-f]{4})$/.exec(text) ?? [];
  if (port === undefined) throw new Error(`${JSON.stringify(text)} is no address and port as the kernel prints them`);
  const address = ipv4 === undefined ? IPv6.parse(ipv6!) : fromByteArray([...Buffer.from(ipv4, "hex")]);
  return { address: address.toString(), port: Number.parseInt(port, 16) };
}

/**
 * @param table `SERVICE SCHEDULER;` and for each backend of it `-> BACKEND FORWARD WEIGHT;`
 * @throws Error on other text
 */
export function parseIpvs(table: string): IpvsService[] {
  const services: { -readonly [K in keyof IpvsService]: IpvsService[K] }[] = [];
  for (const entry of table.split(";").map((text) => text.trim()).filter((text) => text !== "")) {
    const words = entry.split(" ");
    const last = services.at(-1);
    if (words[0] !== "->") services.push({ ...socketOf(words[0]!), scheduler: words[1] ?? "", backends: [] });
    else if (last === undefined) throw new Error(`${JSON.stringify(entry)} belongs to no service`);
    else last.backends = [...last.backends, { ...socketOf(words[1] ?? ""), forward: words[2] ?? "", weight: Number(words[3]) }];
  }
  return services;
}
