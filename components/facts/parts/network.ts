// Interfaces, addresses and routes.

export interface InterfaceFacts {
  readonly name: string;
  readonly mac: string;
  /** Administratively up, and with carrier. */
  readonly up: boolean;
  readonly carrier: boolean;
  readonly loopback: boolean;
  /** As `ip -d link` says: `bond`, `bridge`, `vlan`, `dummy`, `veth`, `vxlan` ...; empty for a plain device. */
  readonly kind: string;
  /** The bond or bridge that this one is a slave of. */
  readonly master?: string;
  readonly mtu: number;
  readonly arp: boolean;
  readonly addresses: readonly InterfaceAddress[];
}

export interface InterfaceAddress {
  readonly address: string;
  readonly prefixLength: number;
  /** `global`, `link`, `host`. */
  readonly scope: string;
  readonly tentative: boolean;
  readonly dadFailed: boolean;
  readonly deprecated: boolean;
}

export interface RouteFacts {
  readonly family: 4 | 6;
  /** `default`, or an address with prefix length. */
  readonly destination: string;
  readonly gateway?: string;
  readonly interface: string;
  /** The preferred source address. */
  readonly source?: string;
  readonly metric?: number;
}
