// Dialling again where a failure may pass, within a limit and a deadline.
import { setTimeout as sleep } from "node:timers/promises";
import type { Deadline } from "./deadline";
import { SshError } from "./sshError";
import { seconds } from "./words";

/** Milliseconds; the first and the factor are @pulumi/command's. A host that has just come up is not kept waiting for 5 s as there. */
const FIRST_WAIT = 100;
const LONGEST_WAIT = 2000;
const WAIT_FACTOR = 1.5;

/**
 * @param limit failures to shrug off, negative for any number
 * @throws SshError of the last attempt, which says how long it was tried
 */
export async function withRetries<T>(limit: number, deadline: Deadline, attempt: () => Promise<T>): Promise<T> {
  let wait = FIRST_WAIT;
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof SshError) || !error.passing) throw error;
      if ((limit >= 0 && failures > limit) || wait >= deadline.remainingMs()) throw said(error, failures, deadline);
    }
    await sleep(wait);
    wait = Math.min(wait * WAIT_FACTOR, LONGEST_WAIT);
  }
}

function said(error: SshError, attempts: number, deadline: Deadline): SshError {
  if (attempts === 1) return error;
  return new SshError(error.kind, `${error.message} (${attempts} attempts in ${seconds(deadline.milliseconds - deadline.remainingMs())}.)`, true);
}
