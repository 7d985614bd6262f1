// One look at every host that can be reached, by the connections that the changes use.
import type { Observation, Observations } from "../facts/observation";
import { lookAt } from "../hosts/lookAt";
import type { Session } from "../hosts/session/api";
import { Connector } from "../hosts/session/connector";
import { targetOf } from "../inputs/targets";
import type { KubeVipArgs } from "../settings/args";
import type { Settings } from "../settings/settings";

export interface Looked {
  readonly observations: Observations;
  readonly sessions: ReadonlyMap<string, Session>;
}

/**
 * Never rejects: a host that cannot be reached in `timeouts.observeSeconds` is unseen, with the reason. One whose machine this program makes is given
 * time to start, but not by a preview: a machine whose address that knows is there already.
 */
export async function look(args: KubeVipArgs, settings: Settings, preview: boolean): Promise<Looked> {
  const { observeSeconds, applySeconds } = settings.timeouts;
  const connectors = { ready: new Connector({ unref: true }), starting: new Connector({ unref: true, waitFor: true }) };
  const sessions = new Map<string, Session>();
  const observe = async (key: string): Promise<Observation> => {
    try {
      const target = await targetOf(args, key);
      if (target === undefined) return { kind: "unknown" };
      const { connection } = target;
      const late = target.late && !preview;
      const deadlineMs = (late ? Math.max(observeSeconds, applySeconds) : observeSeconds) * 1000;
      const start = Date.now();
      const session = await (late ? connectors.starting : connectors.ready).connect(connection, { deadlineMs, name: key });
      const facts = await lookAt(session, { key, user: connection.user ?? "root", settings, deadlineMs: Math.max(1000, start + deadlineMs - Date.now()) }).catch(closing(session));
      sessions.set(key, session);
      return { kind: "seen", facts };
    } catch (error) {
      return { kind: "unseen", reason: (error as Error).message };
    }
  };
  const observed = await Promise.all(Object.keys(args.hosts).map(async (key) => [key, await observe(key)] as const));
  return { observations: Object.fromEntries(observed), sessions };
}

/** A host that could not be read is as good as not reached: nobody goes on with its session. */
function closing(session: Session): (error: unknown) => never {
  return (error) => {
    session.close();
    throw error;
  };
}
