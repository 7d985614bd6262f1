// The draft: arguments of the right shape, with what follows from them, as the checks and the resolution read it. Anything may be missing.
import { parseVersion, type Version } from "../versions/version";
import { versionFacts, type VersionFacts } from "../versions/facts";
import { versionSupport } from "../versions/releases";
import { type Address, fullPrefix, parseAddress } from "./addresses";
import type { ForwardingMethod, Mode } from "./choices";
import { DEFAULTS } from "./defaults";
import type { IncompleteArgs } from "./resolved";

export interface DraftHost {
  readonly key: string;
  /** Path of the host's arguments, `hosts.cp1`. */
  readonly field: string;
  readonly args: NonNullable<NonNullable<IncompleteArgs["hosts"]>[string]>;
  readonly address?: Address;
}

export interface DraftVip {
  readonly address: Address;
  /** Undefined when the given prefix length is no number of this family. */
  readonly prefix?: number;
}

export interface Draft {
  readonly args: IncompleteArgs;
  readonly mode: Mode;
  readonly port: number;
  readonly hosts: readonly DraftHost[];
  /** IPv4 first; empty when the text holds no literal address. */
  readonly vips: readonly DraftVip[];
  /** Undefined when no such version is supported. */
  readonly version?: Version;
  readonly facts?: VersionFacts;
  readonly loadBalancer: { readonly enabled: boolean; readonly port: number; readonly forwardingMethod: ForwardingMethod };
}

/** Fills in what every check needs. Total: no arguments of the right shape make it throw. */
export function draftOf(args: IncompleteArgs): Draft {
  const version = supportedVersion(args.image?.version ?? DEFAULTS.version);
  const port = args.port ?? DEFAULTS.port;
  const enabled = args.loadBalancer?.enabled ?? true;
  return {
    args,
    mode: args.mode ?? DEFAULTS.mode,
    port,
    hosts: draftHosts(args),
    vips: draftVips(args),
    ...(version ? { version, facts: versionFacts(version) } : {}),
    loadBalancer: {
      enabled,
      port: enabled ? (args.loadBalancer?.port ?? port) : port,
      forwardingMethod: args.loadBalancer?.forwardingMethod ?? DEFAULTS.forwardingMethod,
    },
  };
}

function supportedVersion(text: string): Version | undefined {
  return versionSupport(text) === "supported" ? parseVersion(text) : undefined;
}

function draftHosts(args: IncompleteArgs): readonly DraftHost[] {
  return Object.entries(args.hosts ?? {}).map(([key, host]) => {
    const address = host?.address === undefined ? undefined : parseAddress(host.address);
    return { key, field: `hosts.${key}`, args: host ?? {}, ...(address ? { address } : {}) };
  });
}

/** Two prefix lengths follow the order in which the user wrote the addresses; afterwards IPv4 comes first. */
function draftVips(args: IncompleteArgs): readonly DraftVip[] {
  const prefixes = args.prefixLength?.split(",").map((text) => text.trim());
  const vips = (args.vip ?? "").split(",").map((text, index): DraftVip | undefined => {
    const address = parseAddress(text.trim());
    if (!address) return undefined;
    const prefix = prefixes === undefined ? fullPrefix(address.family) : prefixNumber(prefixes[index], address.family);
    return prefix === undefined ? { address } : { address, prefix };
  });
  return vips.filter((vip) => vip !== undefined).sort((a, b) => a.address.family - b.address.family);
}

/** A prefix length in digits, from 1 to the family's bits. */
export function prefixNumber(text: string | undefined, family: 4 | 6): number | undefined {
  if (text === undefined || !/^[1-9]\d{0,2}$/.test(text)) return undefined;
  return Number(text) <= fullPrefix(family) ? Number(text) : undefined;
}

/** The interface that the user gave for a host, trimmed, or BGP mode's default; undefined: found on the host. */
export function interfaceOf(draft: Draft, host: DraftHost): string | undefined {
  const given = (host.args.interface ?? draft.args.interface)?.trim();
  return given ?? (draft.mode === "bgp" ? DEFAULTS.bgpInterface : undefined);
}
