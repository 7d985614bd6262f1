// A lock between processes: a folder that holds its owner's process id, taken over when the owner is gone.
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const pollMs = 300;

/** Whether a process with this id is there (also one of another user). */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Runs `work` while this process owns the lock `path`; waits for a live owner for as long as it takes, and says so once.
 * @param what names the thing behind the lock for the person who waits.
 */
export async function withLock<T>(path: string, what: string, say: (line: string) => void, work: () => Promise<T>): Promise<T> {
  let told = "";
  while (!(await tryTake(path))) {
    const owner = await readOwner(path);
    if (owner && !ownerLives(owner)) await clearStale(path, owner);
    else await sleep(pollMs);
    if (owner && owner !== told && ownerLives(owner)) say(`waiting for process ${owner.split(" ")[0]}, which makes ${what} at this moment`);
    told = owner ?? told;
  }
  try {
    return await work();
  } finally {
    await giveBack(path);
  }
}

/** Moved away whole: one that is emptied in place is free for the next owner before it is gone, and then that one's would be taken away. */
async function giveBack(path: string): Promise<void> {
  const aside = await mkdtemp(`${path}.over.`);
  await rename(path, join(aside, "lock"));
  await rm(aside, { recursive: true, force: true });
}

/** A folder that already names its owner is renamed into place: rename(2) refuses when a filled folder is there, so taking is atomic. */
async function tryTake(path: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  const mine = await mkdtemp(`${path}.`);
  await writeFile(join(mine, "owner"), identity(process.pid));
  try {
    await rename(mine, path);
    return true;
  } catch (error) {
    await rm(mine, { recursive: true, force: true });
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOTEMPTY" || code === "EEXIST") return false;
    throw error;
  }
}

/** "pid starttime": the start time (proc(5), field 22 of stat) tells a process from a later one that got the same id. */
function identity(pid: number): string {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop() ?? "";
    return `${pid} ${afterName.split(" ")[19]}`;
  } catch {
    return `${pid} unknown`;
  }
}

function ownerLives(owner: string): boolean {
  const pid = Number(owner.split(" ")[0]);
  return pid > 0 && isRunning(pid) && (owner.endsWith("unknown") || identity(pid) === owner);
}

async function readOwner(path: string): Promise<string | undefined> {
  return readFile(join(path, "owner"), "utf8").catch(() => undefined);
}

/** Moves a dead owner's lock away. When another process was quicker and the lock is alive again, it goes back. */
async function clearStale(path: string, owner: string): Promise<void> {
  const aside = await mkdtemp(`${path}.stale.`);
  try {
    await rename(path, join(aside, "lock"));
    if ((await readOwner(join(aside, "lock"))) !== owner) await rename(join(aside, "lock"), path);
  } catch {
    // Another process moved it first, or holds it again by now: the next round sees which.
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
