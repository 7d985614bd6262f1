// Who may connect now, where only so many may at a time.
import type { Deadline } from "./deadline";

/** Milliseconds: a turn with less time left is worth nothing, since no login is that quick. */
const SHORTEST = 50;

export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#free = limit;
  }

  /** Waits for a turn, first come first served. @returns what ends it; undefined when the deadline came first, or so soon that nothing could be done */
  async take(deadline: Deadline): Promise<(() => void) | undefined> {
    if (this.#free > 0) this.#free--;
    else if (!(await this.#wait(deadline))) return undefined;
    else if (deadline.remainingMs() < SHORTEST) return void this.#pass();
    let mine = true;
    return () => {
      if (mine) this.#pass();
      mine = false;
    };
  }

  #wait(deadline: Deadline): Promise<boolean> {
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        resolve(false);
      }, deadline.within(Infinity));
      this.#waiting.push(go);
    });
  }

  #pass(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}
