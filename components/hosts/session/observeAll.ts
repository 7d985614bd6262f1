// Looks at many hosts at once, each with its own connection, limit and outcome.
import type { ConnectOptions, Session } from "./api";
import { Connector } from "./connector";
import { Deadline } from "./deadline";
import type { ResolvedConnection } from "./resolvedConnection";
import { seconds } from "./words";

/** What a look at one host brought. */
export type Look<T> = { readonly kind: "seen"; readonly value: T } | { readonly kind: "unseen"; readonly reason: string };

export interface ObserveAllOptions extends Pick<ConnectOptions, "waitFor"> {
  /** Milliseconds for one host, connecting included. */
  readonly deadlineMs: number;
  /** Milliseconds for all of them. Default: no limit but the hosts' own. */
  readonly totalMs?: number;
  /** Hosts at a time. Default 32. */
  readonly parallel?: number;
}

const PARALLEL = 32;

/** Looks at one host, in at most `remainingMs`; its session is closed afterwards. */
export type LookAt<T> = (session: Session, key: string, remainingMs: number) => Promise<T>;

/** Never rejects: a host that could not be reached or looked at is unseen, with the reason in a sentence. Nothing is left open. */
export async function observeAll<T>(connections: Readonly<Record<string, ResolvedConnection>>, look: LookAt<T>, options: ObserveAllOptions): Promise<Record<string, Look<T>>> {
  const connector = new Connector({ waitFor: options.waitFor, unref: true });
  const total = new Deadline(options.totalMs ?? Infinity);
  const queue = Object.entries(connections);
  const looks = new Map<string, Look<T>>();
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [key, connection] = next;
      looks.set(key, await lookAt(connector, key, connection, look, Math.min(options.deadlineMs, total.remainingMs())));
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(options.parallel ?? PARALLEL, queue.length) }, work));
  } finally {
    connector.close();
  }
  return Object.fromEntries(Object.keys(connections).map((key) => [key, looks.get(key)!]));
}

async function lookAt<T>(connector: Connector, key: string, connection: ResolvedConnection, look: LookAt<T>, deadlineMs: number): Promise<Look<T>> {
  if (deadlineMs <= 0) return { kind: "unseen", reason: `${key} was not asked: the time for all hosts was over.` };
  const deadline = new Deadline(deadlineMs);
  let session: Session | undefined;
  try {
    session = await connector.connect(connection, { deadlineMs, name: key });
    const late = (): Error => new Error(`${key} answered, but not all that was asked within ${seconds(deadlineMs)}.`);
    return { kind: "seen", value: await deadline.race(look(session, key, deadline.remainingMs()), late) };
  } catch (error) {
    return { kind: "unseen", reason: (error as Error).message };
  } finally {
    session?.close();
  }
}
