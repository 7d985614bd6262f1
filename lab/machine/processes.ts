// Processes by identity: an id together with its start time, so that a later process with the same id is never mistaken for ours.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** `started`: ticks since the machine's boot (proc(5), field 22 of stat). */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: string;
}

/** Undefined when no such process is there, or only its corpse (a zombie). */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop()!.split(" ");
    return fields[0] === "Z" ? undefined : { pid, started: fields[19]! };
  } catch {
    return undefined;
  }
}

export function isAlive({ pid, started }: ProcessIdentity): boolean {
  return identify(pid)?.started === started;
}

/** Sends the signal unless the process is gone by now. */
export function signal(process_: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isAlive(process_)) return;
  try {
    process.kill(process_.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Waits until the process is gone; an error after `timeoutMs`. */
export async function waitForEnd(process_: ProcessIdentity, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (isAlive(process_)) {
    if (Date.now() > deadline) throw new Error(`process ${process_.pid} is still there ${timeoutMs / 1000} s after it was told to end`);
    await sleep(20);
  }
}

/** This process and all it descends from: what must never be ended by a clean-up. */
export function ownAncestry(): Set<number> {
  const ids = new Set<number>();
  for (let pid = process.pid; pid > 0 && !ids.has(pid); pid = parentOf(pid)) ids.add(pid);
  return ids;
}

function parentOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop()!.split(" ")[1]);
  } catch {
    return 0;
  }
}
