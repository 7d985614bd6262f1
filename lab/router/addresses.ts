// What the router is called on the lab's network.
import { type HostName, hostNetwork } from "../network/addresses";

export const router = {
  /** In the hosts' own network. */
  near: "10.77.0.2",
  near6: "fd77::2",
  /** On no network that hosts are in: they reach it through the gateway, which is a hop. */
  far: "10.77.9.1",
  /** In a second network on the same cable, for hosts that a test puts there too. */
  aside: "10.77.8.2",
  /** The same for every router of a lab: who knew the one before would send to its MAC for eight seconds more. */
  mac: "52:54:00:77:00:02",
  /** Its end of the cable to the hosts' bridge, and the bridge's. */
  link: "eth0",
  port: "router0",
} as const;

/** What a host is called in the second network, where a test gives it that address. */
export function asideAddress(host: HostName): string {
  return hostNetwork(host).address.replace("10.77.0.", "10.77.8.");
}

/** The router's network namespace, beside that of the lab. */
export function routerNamespace({ namespace }: { readonly namespace: string }): string {
  return `${namespace}-router`;
}
