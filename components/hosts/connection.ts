// How @pulumi/command reaches a host: one object of allowed keys only, since an unknown key would print the private key (pulumi-command issue 773).
import type { types } from "@pulumi/command";
import { hostKeyFor, parseKnownHosts } from "../settings/knownHosts";
import type { ResolvedArgs, Unwrapped } from "../settings/resolved";

type Connection = Unwrapped<types.input.remote.ConnectionArgs>;
type Credentials = Pick<NonNullable<ResolvedArgs["ssh"]>, "user" | "port" | "privateKey" | "privateKeyPassphrase" | "password" | "agentSocketPath">;
type Login = Pick<Connection, "user" | "port" | "privateKey" | "privateKeyPassword" | "password" | "agentSocketPath">;

export const DEFAULT_USER = "root";
const DEFAULT_PORT = 22;
const DEFAULT_DIAL_ERROR_LIMIT = 5;
const DEFAULT_DIAL_TIMEOUT_SECONDS = 10;

function defined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

/** A way to prove oneself that is given for one host replaces those of the component, so that no host is tried with two. */
function credentialsOf(own: Credentials | undefined, shared: Credentials | undefined): Credentials {
  const proves = own?.privateKey !== undefined || own?.password !== undefined || own?.agentSocketPath !== undefined;
  const { user, port, ...proofs } = shared ?? {};
  return { user, port, ...(proves ? {} : proofs), ...defined(own ?? {}) };
}

function login({ user, port, privateKey, privateKeyPassphrase, password, agentSocketPath }: Credentials): Login {
  return { user: user ?? DEFAULT_USER, port: port ?? DEFAULT_PORT, privateKey, privateKeyPassword: privateKeyPassphrase, password, agentSocketPath };
}

function pin(ssh: ResolvedArgs["ssh"], address: string, port: number, own: string | undefined): string | undefined {
  if (own !== undefined) return own;
  return ssh?.knownHosts === undefined ? undefined : hostKeyFor(parseKnownHosts(ssh.knownHosts), address, port).key;
}

/** The connection to one host. `args` have passed the checks: every host has a key to be checked by, or that was waived by name. */
export function connectionTo(args: ResolvedArgs, key: string): Connection {
  const ssh = args.ssh;
  const { address, ssh: own } = args.hosts[key]!;
  const host = own?.address ?? address;
  const { address: _, hostKey, ...ownCredentials } = own ?? {};
  const to = login(credentialsOf(ownCredentials, ssh));
  const bastion = ssh?.bastion;
  return defined({
    ...to,
    host,
    hostKey: pin(ssh, host, to.port as number, hostKey),
    dialErrorLimit: ssh?.dialErrorLimit ?? DEFAULT_DIAL_ERROR_LIMIT,
    perDialTimeout: ssh?.dialTimeoutSeconds ?? DEFAULT_DIAL_TIMEOUT_SECONDS,
    proxy: bastion && defined({ ...login(bastion), host: bastion.address, hostKey: pin(ssh, bastion.address, bastion.port ?? DEFAULT_PORT, bastion.hostKey) }),
  });
}
