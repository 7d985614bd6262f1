// How a host is reached, as plain values: the object that connection.ts makes for @pulumi/command, with every Output resolved.

/** One SSH server on the way. Fields, meaning and defaults are those of @pulumi/command 1.2.1. */
export interface ResolvedHop {
  /** Name or address. */
  readonly host: string;
  /** Default 22. */
  readonly port?: number;
  /** Default `root`. */
  readonly user?: string;
  readonly privateKey?: string;
  readonly privateKeyPassword?: string;
  readonly password?: string;
  /** Default: SSH_AUTH_SOCK. */
  readonly agentSocketPath?: string;
  /** `ssh-ed25519 AAAA...`. Absent: any host key is taken, which the checks let pass only where the user waived it by name. */
  readonly hostKey?: string;
  /** Failed dials that are tried again; -1 for any number. Default 10. */
  readonly dialErrorLimit?: number;
  /** Seconds for one TCP connect. Default 15. */
  readonly perDialTimeout?: number;
}

export interface ResolvedConnection extends ResolvedHop {
  /** The one bastion. */
  readonly proxy?: ResolvedHop;
}

/** A hop with its defaults, and what messages call it. */
export interface Hop extends ResolvedHop {
  readonly port: number;
  readonly user: string;
  readonly dialErrorLimit: number;
  readonly perDialTimeout: number;
  /** `cp1 (192.168.1.11 port 22)`, `the bastion 10.0.0.1 port 22`. */
  readonly who: string;
}

/** pulumi-command v1.2.1, provider/pkg/provider/remote/connection.go, `Annotate`. */
const DEFAULTS = { port: 22, user: "root", dialErrorLimit: 10, perDialTimeout: 15 };

function withDefaults(hop: ResolvedHop, who: (place: string) => string): Hop {
  const given = Object.fromEntries(Object.entries(hop).filter(([, value]) => value !== undefined)) as unknown as ResolvedHop;
  const filled = { ...DEFAULTS, ...given };
  return { ...filled, who: who(`${filled.host} port ${filled.port}`) };
}

/** @param name the host's key, for messages */
export function hostHop(connection: ResolvedConnection, name: string | undefined): Hop {
  const by = connection.proxy === undefined ? "" : `, by the bastion ${connection.proxy.host}`;
  return withDefaults(connection, (place) => (name === undefined ? `${place}${by}` : `${name} (${place}${by})`));
}

export function bastionHop(proxy: ResolvedHop): Hop {
  return withDefaults(proxy, (place) => `the bastion ${place}`);
}
