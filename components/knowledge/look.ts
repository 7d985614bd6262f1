// One look at every host that can be reached, by the connections that the changes use.
import type { Observation, Observations } from "../facts/observation";
import { DEFAULT_USER } from "../hosts/connection";
import { observeHost } from "../hosts/lookAt";
import type { Session } from "../hosts/session/api";
import { Connector } from "../hosts/session/connector";
import { targetOf } from "../inputs/targets";
import { renderManifest } from "../manifest/manifest";
import { manifestHash } from "../manifest/yaml";
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
  const connector = new Connector({ unref: true });
  const sessions = new Map<string, Session>();
  const observe = async (key: string): Promise<Observation> => {
    const target = await targetOf(args, key).catch((error: Error) => error);
    if (target instanceof Error) return { kind: "unseen", reason: target.message };
    if (target === undefined) return { kind: "unknown" };
    const { connection } = target;
    const waitFor = target.late && !preview;
    const deadlineMs = (waitFor ? Math.max(observeSeconds, applySeconds) : observeSeconds) * 1000;
    let session: Session | undefined;
    const connect = async (): Promise<Session> => (session = await connector.connect(connection, { deadlineMs, name: key, waitFor }));
    const observation = await observeHost(connect, { key, user: connection.user ?? DEFAULT_USER, settings, wanted: manifestHash(renderManifest(settings, key)), deadlineMs });
    // A host that could not be read is as good as not reached: nobody goes on with its session.
    if (observation.kind === "seen") sessions.set(key, session!);
    else session?.close();
    return observation;
  };
  const observed = await Promise.all(Object.keys(args.hosts).map(async (key) => [key, await observe(key)] as const));
  return { observations: Object.fromEntries(observed), sessions };
}
