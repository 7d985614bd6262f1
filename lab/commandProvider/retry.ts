// Dialling again and again: the limits and waits of the real provider.
import { setTimeout as sleep } from "node:timers/promises";

/** What an operation needs beside its inputs. */
export interface OperationContext {
  /** Aborts on the engine's cancel and on the resource's timeout. As in the real provider it is looked at between dials only. */
  signal: AbortSignal;
  /** Shows a line in the Info column for as long as no other takes its place. */
  status(line: string): void;
  /** Shows a line in the diagnostics. */
  diagnostic(severity: "info" | "warning" | "error", message: string): void;
}

/** Milliseconds: pulumi sdk/go/common/util/retry, whose defaults the real provider takes. */
const FIRST_WAIT = 100;
const LONGEST_WAIT = 5000;
const WAIT_FACTOR = 1.5;

const UNLIMITED = -1;

/**
 * Tries until it succeeds or `limit` failures were shrugged off; the next one is the error.
 * @param label what the status line calls the attempt, for example "Dial proxy"
 * @param limit failures to shrug off, -1 for any number
 */
export async function dialWithRetry<T>(label: string, limit: number, context: OperationContext, dial: () => Promise<T>): Promise<T> {
  let wait = FIRST_WAIT;
  for (let failures = 1; ; failures++) {
    try {
      return await dial();
    } catch (error) {
      if (limit > UNLIMITED && failures > limit) {
        throw new Error(`after ${failures - 1} failed attempts: ${(error as Error).message}`, { cause: error });
      }
      context.status(`${label} ${failures}/${limit === UNLIMITED ? "inf" : limit} failed: retrying`);
    }
    await pause(wait, context.signal);
    wait = Math.min(wait * WAIT_FACTOR, LONGEST_WAIT);
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch {
    throw signal.reason;
  }
}
