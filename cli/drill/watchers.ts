// All hosts ask the VIP at once while it moves, and say what they see.
import type { LineChannel } from "../../components/hosts/session";
import type { Fleet } from "../cluster/fleet";
import { Unusable } from "../cluster/unusable";
import { watchCall, watchScript } from "./calls";
import { type AnswerKind, GapMeter, type Seen } from "./gapMeter";

interface Watcher {
  readonly key: string;
  readonly channel: LineChannel;
  readonly meter: GapMeter;
  alive: boolean;
}

/** Told when a host sees something else than before. */
export type Tell = (key: string, now: AnswerKind, before: AnswerKind | undefined) => void;

export class Watchers {
  private constructor(private readonly all: readonly Watcher[]) {}

  /** @param limitSeconds after which a host stops by itself. @throws SshError, or Unusable where a host cannot ask */
  static async start(fleet: Fleet, limitSeconds: number, deadlineMs: number, tell: Tell): Promise<Watchers> {
    const started = await Promise.allSettled(fleet.keys.map((key) => watchFrom(fleet, key, limitSeconds, deadlineMs, tell)));
    const watchers = new Watchers(started.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
    const failed = started.find((one) => one.status === "rejected");
    if (failed === undefined) return watchers;
    watchers.stop();
    throw failed.reason;
  }

  /** Hosts that have the VIP now. */
  get holders(): readonly string[] {
    return this.#asking.filter(({ meter }) => meter.last === "own").map(({ key }) => key);
  }

  /** Every host that still asks has had nothing but good answers for so long. */
  calmFor(ms: number): boolean {
    return this.#asking.length > 0 && this.#asking.every(({ meter }) => meter.goodForMs >= ms);
  }

  /** Some host that does not hold the VIP gets good answers, or there is none but the holder. */
  get answers(): boolean {
    const outside = this.#asking.filter(({ meter }) => meter.last !== "own");
    return (outside.length > 0 ? outside : this.#asking).some(({ meter }) => meter.last === "good" || meter.last === "own");
  }

  /** Keys of hosts that do not get good answers, or do not ask any more. */
  get unsteady(): readonly string[] {
    return this.all.filter(({ alive, meter }) => !alive || meter.last === undefined || meter.last === "bad").map(({ key }) => key);
  }

  get seen(): Record<string, Seen> {
    return Object.fromEntries(this.all.map(({ key, meter }) => [key, meter.seen]));
  }

  stop(): void {
    for (const { channel } of this.all) channel.end();
  }

  get #asking(): readonly Watcher[] {
    return this.all.filter(({ alive }) => alive);
  }
}

async function watchFrom(fleet: Fleet, key: string, limitSeconds: number, deadlineMs: number, tell: Tell): Promise<Watcher> {
  const session = await fleet.session(key, deadlineMs);
  const channel = await session.open(watchCall(fleet.user(key), key, fleet.cluster.settings, limitSeconds), { deadlineMs });
  const watcher: Watcher = { key, channel, meter: new GapMeter(), alive: true };
  const first = new Promise<void>((resolve, reject) => {
    channel.lines((line) => {
      const before = watcher.meter.last;
      const kind = watcher.meter.take(line);
      if (kind === undefined) return;
      if (kind !== before) tell(key, kind, before);
      resolve();
    });
    void channel.closed.then((end) => {
      watcher.alive = false;
      const reason = end.kind === "lost" ? end.reason : end.stderr.trim() || `the watch ended with ${end.kind === "exit" ? `status ${end.code}` : `signal ${end.signal}`}`;
      reject(new Unusable(`${key} cannot ask the VIP: ${reason}`));
    });
  });
  for (const line of watchScript().split("\n")) channel.send(line);
  await first;
  return watcher;
}
