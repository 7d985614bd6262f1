// One look at every host that can be reached, by the connections that the changes use.
import type { Observation, Observations } from "../facts/observation";
import { DEFAULT_USER } from "../hosts/connection";
import { type LookOptions, observeHost, type Scope } from "../hosts/lookAt";
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

export interface LookInputs {
  readonly args: KubeVipArgs;
  readonly settings: Settings;
  readonly preview: boolean;
  /** Called once when every host that can be reached has its question, so that it is the hosts' turn to work. Before, a login, or a question, would wait for whatever is done here. */
  readonly asked?: () => void;
  /** Given, hosts are looked at briefly first where that may be enough. Absent: in full at once. */
  readonly briefly?: Briefly;
}

export interface Briefly {
  /** What a preview saw just before, and that may serve again where a brief look agrees with it. */
  readonly earlier: Promise<Observations | undefined>;
  /** What counts, where a brief look is enough to know. Else all hosts are looked at once more in full, over the same connections. */
  readonly enough: (brief: Observations) => Promise<Observations | undefined>;
}

interface Seen {
  readonly observation: Observation;
  readonly session?: Session;
  /** Looks again over the session. */
  readonly again?: () => Promise<Seen>;
}

/**
 * Never rejects: a host that cannot be reached in `timeouts.observeSeconds` is unseen, with the reason. One whose machine this program makes is given
 * time to start, but not by a preview: a machine whose address that knows is there already.
 */
export async function look({ args, settings, preview, asked, briefly }: LookInputs): Promise<Looked> {
  const { observeSeconds, applySeconds } = settings.timeouts;
  const connector = new Connector({ unref: true });
  const unasked = new Set(Object.keys(args.hosts));
  const observe = async (key: string): Promise<Seen> => {
    const onAsked = (): void => {
      if (unasked.delete(key) && unasked.size === 0) setImmediate(() => asked?.());
    };
    const target = await targetOf(args, key).catch((error: Error) => error);
    if (target === undefined || target instanceof Error) {
      onAsked();
      return { observation: target === undefined ? { kind: "unknown" } : { kind: "unseen", reason: target.message } };
    }
    const { connection } = target;
    const waitFor = target.late && !preview;
    const deadlineMs = (waitFor ? Math.max(observeSeconds, applySeconds) : observeSeconds) * 1000;
    const options = { key, user: connection.user ?? DEFAULT_USER, settings };
    const scope: Scope = { wanted: manifestHash(renderManifest(settings, key)), ...(asksForMetrics(settings, preview) ? {} : { metrics: "no" }) };
    const session = connector.connect(connection, { deadlineMs, name: key, waitFor });
    const first = briefly === undefined ? scope : { ...scope, brief: "yes" as const, known: bootOf((await briefly.earlier)?.[key]) };
    return lookOver(() => session, { ...options, scope: first, onAsked, deadlineMs }, { ...options, scope, deadlineMs: observeSeconds * 1000 }).finally(onAsked);
  };
  const first = await atEach(Object.keys(args.hosts), observe);
  if (briefly === undefined) return lookedOf(first);
  const enough = await briefly.enough(observationsOf(first));
  if (enough !== undefined) return { ...lookedOf(first), observations: enough };
  return lookedOf(await atEach(Object.keys(first), (key) => first[key]?.again?.() ?? Promise.resolve(first[key]!)));
}

function bootOf(earlier: Observation | undefined): string | undefined {
  return earlier?.kind === "seen" ? earlier.facts.system.bootId : undefined;
}

/** They serve one warning, and an `up` has had its preview, or was to do without one. */
function asksForMetrics({ findings }: Settings, preview: boolean): boolean {
  return preview || findings["lease-tight-for-etcd"] === "error";
}

async function lookOver(connect: () => Promise<Session>, options: LookOptions, whole: LookOptions): Promise<Seen> {
  let session: Session | undefined;
  const observation = await observeHost(async () => (session = await connect()), options);
  // A host that could not be read is as good as not reached: nobody goes on with its session.
  if (observation.kind !== "seen") session?.close();
  if (observation.kind !== "seen" || session === undefined) return { observation };
  const open = session;
  return { observation, session, ...(observation.facts.brief ? { again: () => lookOver(() => Promise.resolve(open), whole, whole) } : {}) };
}

async function atEach(keys: readonly string[], see: (key: string) => Promise<Seen>): Promise<Readonly<Record<string, Seen>>> {
  return Object.fromEntries(await Promise.all(keys.map(async (key) => [key, await see(key)] as const)));
}

function observationsOf(seen: Readonly<Record<string, Seen>>): Observations {
  return Object.fromEntries(Object.entries(seen).map(([key, { observation }]) => [key, observation]));
}

function lookedOf(seen: Readonly<Record<string, Seen>>): Looked {
  return { observations: observationsOf(seen), sessions: new Map(Object.entries(seen).flatMap(([key, { session }]) => (session === undefined ? [] : [[key, session] as const]))) };
}
