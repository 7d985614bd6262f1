// One host's guard, spoken to over its session: it holds the host's lock, watches the VIP, and takes the host back when nobody confirms.
import { agentScript } from "../hosts/agentScript";
import type { Caller } from "../hosts/agentCalls";
import { BUSY, guardCall, type GuardCommand, type GuardEvent, type GuardOptions, parseGuardEvent, uploadGuardCall } from "../hosts/guardCalls";
import type { LineChannel, Session } from "../hosts/session/api";

/** Milliseconds for putting the guard on the host, and for it to take the lock. */
const START_DEADLINE = 20_000;
/** Milliseconds for an answer to a line. */
const ANSWER_DEADLINE = 15_000;

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

  private constructor(readonly key: string, private readonly session: Session, private readonly channel: LineChannel) {
    channel.lines((line) => {
      this.events.push(parseGuardEvent(line));
      this.wake();
    });
    void channel.closed.then(() => {
      this.ended = true;
      this.wake();
    });
  }

  /** @returns the guard with the lock of its host, or who has it. @throws SshError, and Error when the guard does not come up */
  static async start(session: Session, caller: Caller, options: GuardOptions): Promise<Guard | Busy> {
    const release = session.hold();
    try {
      const upload = await session.run(uploadGuardCall(caller.user, options.run), { stdin: agentScript(), deadlineMs: START_DEADLINE });
      if (upload.code !== 0) throw new Error(`The guard of ${caller.host} could not be put there: ${upload.stderr.trim() || `status ${upload.code}`}`);
      const channel = await session.open(guardCall(caller, options), { deadlineMs: START_DEADLINE });
      const guard = new Guard(caller.host, session, channel);
      const first = await Promise.race([guard.next("held"), guard.next("busy")]);
      if (first?.event === "held") return guard;
      if (first?.event === "busy") return first;
      const end = await channel.closed;
      throw new Error(`The guard of ${caller.host} did not take its lock: ${end.stderr.trim() || (end.kind === "exit" ? `status ${end.code}${end.code === BUSY ? " (busy)" : ""}` : end.kind)}`);
    } finally {
      release();
    }
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

  private async next<E extends Expected>(expected: E): Promise<Awaited<E> | undefined> {
    const deadline = Date.now() + ANSWER_DEADLINE;
    for (;;) {
      const found = this.events.find((event): event is Awaited<E> => event.event === expected);
      if (found !== undefined || this.ended || Date.now() >= deadline) return found;
      await this.somethingHappens(deadline - Date.now());
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
