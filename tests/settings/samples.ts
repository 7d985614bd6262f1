// Arguments that pass all checks, and ways to change one thing in them.
import type { ResolvedArgs } from "../../components/settings/resolved";
import { publicKey } from "./keys";

export const KNOWN_HOSTS = ["192.168.1.11", "192.168.1.12", "192.168.1.13"].map((host, index) => `${host} ${publicKey("ssh-ed25519", index + 1)}`).join("\n");

/** Three hosts in ARP mode with everything else at its default. */
export function goodArgs(): ResolvedArgs {
  return {
    vip: "192.168.1.100",
    hosts: { cp1: { address: "192.168.1.11" }, cp2: { address: "192.168.1.12" }, cp3: { address: "192.168.1.13" } },
    ssh: { knownHosts: KNOWN_HOSTS },
  };
}

/** The same in BGP mode with one peer. */
export function bgpArgs(): ResolvedArgs {
  return { ...goodArgs(), mode: "bgp", bgp: { as: 65000, peers: [{ address: "192.168.1.254", as: 65001 }] } };
}

/** Lists and maps of hosts may hold anything in a bad case, so the type is let go of. */
export type Changes = Readonly<Record<string, unknown>>;

/** Sets values by path (`hosts.cp1.address`); undefined removes. */
export function withChanges(args: ResolvedArgs, changes: Changes): ResolvedArgs {
  const copy: unknown = copyOf(args);
  for (const [path, value] of Object.entries(changes)) setAt(copy as Record<string, unknown>, path.split("."), value);
  return copy as ResolvedArgs;
}

/** A value that is not known yet: its name stays, as the set of hosts is plain. */
export function withUnknown(args: ResolvedArgs, path: string): ResolvedArgs {
  const copy: unknown = copyOf(args);
  setAt(copy as Record<string, unknown>, path.split("."), undefined, true);
  return copy as ResolvedArgs;
}

/** Arguments may hold functions, which structuredClone refuses. */
function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf(item)])) as T;
}

function setAt(target: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: unknown, keep = false): void {
  if (rest.length === 0) {
    if (value === undefined && !keep) delete target[key];
    else target[key] = value;
    return;
  }
  target[key] ??= {};
  setAt(target[key] as Record<string, unknown>, rest, value, keep);
}
