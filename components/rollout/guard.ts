// One host's guard, spoken to over its session: it holds the host's lock, watches the VIP, and takes the host back when nobody confirms.
import { agentScript } from "../hosts/agentScript";
import type { Caller } from "../hosts/calls/caller";
import { BUSY, guardCall, type GuardCommand, type GuardEvent, type GuardOptions, parseGuardEvent } from "../hosts/calls/guard";
import type { ChannelEnd, LineChannel, Session } from "../hosts/session/api";

/** Milliseconds for starting its process. */
const START_DEADLINE = 60_000;
/** Milliseconds for an answer to a line, and for the lock. */
const ANSWER_DEADLINE = 45_000;

/** Another rollout has the host. */
export interface Busy {
  readonly who: string;
  readonly owner: string;
  readonly run: string;
  readonly heldSeconds: number;
}

type Expected = GuardEvent["event"];
type Awaited<E extends Expected> = Extract<GuardEvent, { event: E }>;

export class Guard {
  private readonly events: GuardEvent[] = [];
  private waiting: (() => void)[] = [];
  private ended = false;
  /** The last line that is no event: a login shell's greeting, or what went wrong. */
  private stray = "";

  private constructor(readonly key: string, private readonly session: Session, private readonly channel: LineChannel) {
    channel.lines((line) => {
      this.hear(line);
      this.wake();
    });
    void channel.closed.then(() => {
      this.ended = true;
      this.wake();
    });
  }

  /** Puts it on the host and starts it, where it holds nothing yet; `lock` or `leave` comes next. @throws SshError, and Error when it does not come up */
  static async start(session: Session, caller: Caller, options: GuardOptions): Promise<Guard> {
    const release = session.hold();
    try {
      const script = agentScript();
      const channel = await session.open(guardCall(caller, options, Buffer.byteLength(script)), { deadlineMs: START_DEADLINE, stdin: script });
      const guard = new Guard(caller.host, session, channel);
      if ((await guard.next("ready")) === undefined) throw new Error(`The guard of ${caller.host} did not come up: ${await guard.silence()}`);
      return guard;
    } finally {
      release();
    }
  }

  /** @returns who has the host, where it is not this guard's now. @throws Error when nothing is known of its lock */
  async lock(): Promise<Busy | undefined> {
    const release = this.session.hold();
    try {
      this.tell("lock");
      const first = await this.next("held", "busy");
      if (first === undefined) throw new Error(`The guard of ${this.key} did not take its lock: ${await this.silence()}`);
      return first.event === "busy" ? first : undefined;
    } finally {
      release();
    }
  }

  /** Ends one that was never told to lock: nothing of it stays. */
  leave(): void {
    this.channel.end();
  }

  /** It has the lock of its host, as far as is known here. */
  get holds(): boolean {
    return !this.ended;
  }

  tell(command: GuardCommand): void {
    if (!this.ended) this.channel.send(command);
  }

  /** Tells it and waits for the answer; undefined when it ended or said nothing in time. */
  async ask<E extends Expected>(command: GuardCommand, expected: E): Promise<Awaited<E> | undefined> {
    const release = this.session.hold();
    try {
      this.tell(command);
      return await this.next(expected);
    } finally {
      release();
    }
  }

  private async next<E extends Expected>(...expected: E[]): Promise<Awaited<E> | undefined> {
    const deadline = Date.now() + ANSWER_DEADLINE;
    for (;;) {
      const found = this.events.find((event): event is Awaited<E> => (expected as Expected[]).includes(event.event));
      if (found !== undefined || this.ended || Date.now() >= deadline) return found;
      await this.somethingHappens(deadline - Date.now());
    }
  }

  /** Why nothing was heard. A guard that just says nothing is cut off, so that it gives the host free. */
  private async silence(): Promise<string> {
    const silent = !this.ended;
    if (silent) this.channel.cut();
    const said = [(await this.channel.closed).stderr.trim(), this.stray].filter((text) => text !== "").join("; ");
    if (silent) return `it said nothing within ${ANSWER_DEADLINE / 1000} s${said === "" ? "" : ` but: ${said}`}`;
    return said === "" ? endText(await this.channel.closed) : said;
  }

  private hear(line: string): void {
    try {
      this.events.push(parseGuardEvent(line));
    } catch {
      this.stray = line.trim().slice(0, 200) || this.stray;
    }
  }

  private somethingHappens(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resume of waiting) resume();
  }
}

function endText(end: ChannelEnd): string {
  if (end.kind === "lost") return end.reason;
  return end.kind === "signal" ? `signal ${end.signal}` : `status ${end.code}${end.code === BUSY ? " (busy)" : ""}`;
}
