// The hosts of a control plane, each by one session that stays open between looks.
import type { Observations } from "../../components/facts/observation";
import { DEFAULT_USER } from "../../components/hosts/connection";
import { observeHost } from "../../components/hosts/lookAt";
import { Connector, type Session } from "../../components/hosts/session";
import type { Cluster } from "./cluster";

export interface Fleet {
  readonly cluster: Cluster;
  readonly keys: readonly string[];
  /** Looks at all hosts at once, reading only. Never rejects. */
  look(deadlineMs: number): Promise<Observations>;
  /** An open session, made anew when the one before was lost. @throws SshError */
  session(key: string, deadlineMs: number): Promise<Session>;
  /** Login name on the host. */
  user(key: string): string;
  close(): void;
}

/** What a fleet needs of `Connector`. */
export type Connecting = Pick<Connector, "connect" | "close">;

export function openFleet(cluster: Cluster, connecting: Connecting = new Connector()): Fleet {
  const sessions = new Map<string, Promise<Session>>();
  const keys = Object.keys(cluster.settings.hosts);
  const user = (key: string): string => cluster.connections[key]?.user ?? DEFAULT_USER;

  const session = (key: string, deadlineMs: number): Promise<Session> => {
    const open = sessions.get(key) ?? connecting.connect(cluster.connections[key]!, { deadlineMs, name: key });
    sessions.set(key, open);
    const forget = (): boolean => sessions.get(key) === open && sessions.delete(key);
    open.then((made) => made.lost.then(forget), forget);
    return open;
  };

  const observe = (key: string, deadlineMs: number) => observeHost(() => session(key, deadlineMs), { key, user: user(key), settings: cluster.settings, deadlineMs });

  return {
    cluster,
    keys,
    look: async (deadlineMs) => Object.fromEntries(await Promise.all(keys.map(async (key) => [key, await observe(key, deadlineMs)] as const))),
    session,
    user,
    close: () => connecting.close(),
  };
}
