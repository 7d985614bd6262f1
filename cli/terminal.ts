// What a command talks to: a terminal or a pipe, a clock, and a wish to stop.
import { createInterface } from "node:readline/promises";
import { type Paint, paintFor } from "./status/style";

export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Standard output is a terminal that can be redrawn. */
  readonly redraws: boolean;
  readonly paint: Paint;
  /** A question to a person; undefined where none is there. */
  readonly ask?: (question: string) => Promise<string>;
}

export function ownTerminal(): Terminal {
  return {
    out: (text) => console.log(text),
    err: (text) => console.error(text),
    redraws: process.stdout.isTTY === true && process.env.TERM !== "dumb",
    paint: paintFor(process.stdout, process.env),
    ...(process.stdin.isTTY === true && process.stderr.isTTY === true ? { ask } : {}),
  };
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Ends early when the signal says so; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(done, ms);
      signal?.addEventListener("abort", done, { once: true });
      function done(): void {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      }
    }),
};
