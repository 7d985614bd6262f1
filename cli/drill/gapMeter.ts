// How long the VIP was gone, as one host saw it: the longest time between two good answers over fresh connections.

/** What one host saw. */
export interface Seen {
  readonly asked: number;
  /** Good answers: 200, or 401 and 403 of an API server that admits no anonymous questions. */
  readonly answered: number;
  /** Milliseconds; absent where there were no two good answers. Where the last answers were bad, up to the last of them. */
  readonly gapMs?: number;
  /** It had the VIP itself at some time, so some of its answers show nothing of the network. */
  readonly held: boolean;
}

/** `own`: the host has the VIP itself. */
export type AnswerKind = "good" | "bad" | "own";

export class GapMeter {
  #asked = 0;
  #answered = 0;
  #longest: number | undefined;
  #lastGood: number | undefined;
  #lastMs: number | undefined;
  #goodSince: number | undefined;
  #held = false;
  #last: AnswerKind | undefined;

  /** Takes a line `TICKS CODE`; returns what it says, or undefined for anything else. */
  take(line: string): AnswerKind | undefined {
    const [, ticks, code] = /^(\d+) (\d{3}|own)$/.exec(line) ?? [];
    if (ticks === undefined || code === undefined) return undefined;
    const kind = code === "own" ? "own" : ["200", "401", "403"].includes(code) ? "good" : "bad";
    this.#record(Number(ticks) * 10, kind);
    return kind;
  }

  /** The last answer; undefined before the first. */
  get last(): AnswerKind | undefined {
    return this.#last;
  }

  /** Milliseconds of good answers without a bad one, up to the last. */
  get goodForMs(): number {
    return this.#goodSince === undefined || this.#lastMs === undefined ? 0 : this.#lastMs - this.#goodSince;
  }

  get seen(): Seen {
    const open = this.#last === "bad" && this.#lastGood !== undefined && this.#lastMs !== undefined ? this.#lastMs - this.#lastGood : 0;
    const gapMs = this.#longest === undefined && open === 0 ? undefined : Math.max(this.#longest ?? 0, open);
    return { asked: this.#asked, answered: this.#answered, ...(gapMs === undefined ? {} : { gapMs }), held: this.#held };
  }

  #record(ms: number, kind: AnswerKind): void {
    this.#asked += 1;
    this.#last = kind;
    this.#lastMs = ms;
    if (kind === "own") this.#held = true;
    if (kind === "bad") {
      this.#goodSince = undefined;
      return;
    }
    this.#answered += 1;
    this.#goodSince ??= ms;
    if (this.#lastGood !== undefined) this.#longest = Math.max(this.#longest ?? 0, ms - this.#lastGood);
    this.#lastGood = ms;
  }
}
