// A moment by which something must be done, by the monotonic clock.

/** Milliseconds: what setTimeout takes at most. */
const LONGEST_TIMER = 2 ** 31 - 1;

export class Deadline {
  readonly #end: number;

  constructor(readonly milliseconds: number) {
    this.#end = performance.now() + milliseconds;
  }

  remainingMs(): number {
    return Math.max(0, this.#end - performance.now());
  }

  /** The milliseconds that a step may take whose own limit is `limit`; at least 1. */
  within(limit: number): number {
    return Math.max(1, Math.min(limit, this.remainingMs(), LONGEST_TIMER));
  }

  /** What `promise` brings, or the error when it comes too late. Whatever goes on then is the caller's to end. */
  async race<T>(promise: Promise<T>, late: () => Error): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(late()), this.within(Infinity))));
    try {
      return await Promise.race([promise, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }
}
