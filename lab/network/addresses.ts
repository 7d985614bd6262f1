// The addresses of a lab: the same in every lab, since each has a network namespace of its own.

export const hostNames = ["cp1", "cp2", "cp3"] as const;
/** Name of a host of the lab, which is also its host name and its Node's name. */
export type HostName = (typeof hostNames)[number];

/** What the machine itself and the virtual IPs are called on the lab's network. */
export const lan = {
  bridge: "br0",
  gateway: "10.77.0.1",
  gateway6: "fd77::1",
  prefix: 24,
  prefix6: 64,
  /** The VIP that certificates and admin.conf name; the other two are free for tests. */
  vips: ["10.77.0.100", "10.77.0.101", "10.77.0.102"],
  vips6: ["fd77::100", "fd77::101", "fd77::102"],
} as const;

/** What one host has on the lab's network. `tap` is the machine's end of its cable. */
export interface HostNetwork {
  readonly name: HostName;
  readonly address: string;
  readonly address6: string;
  readonly mac: string;
  readonly tap: string;
}

export function hostNetwork(name: HostName): HostNetwork {
  const n = hostNames.indexOf(name) + 1;
  return { name, address: `10.77.0.1${n}`, address6: `fd77::1${n}`, mac: `52:54:00:77:00:1${n}`, tap: name };
}

export function isHostName(name: string): name is HostName {
  return (hostNames as readonly string[]).includes(name);
}

/** Everything an API server of the lab may be asked by, for its certificate: 127.0.0.1, the hosts, the VIPs and the first address of the Service network. */
export function apiServerAddresses(): string[] {
  const hosts = hostNames.map(hostNetwork);
  return ["127.0.0.1", "::1", "10.96.0.1", ...hosts.map((h) => h.address), ...hosts.map((h) => h.address6), ...lan.vips, ...lan.vips6];
}
