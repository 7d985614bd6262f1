// Bounded tries to download what is official; one that failed is not tried again for a day.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheRoot, type Say } from "../cache";

/** How long a failure is believed. Removing `<cache>/failed-downloads` forgets all of them. */
const believedMs = 24 * 3600 * 1000;

const connectSeconds = 5;

interface Failure {
  readonly at: string;
  readonly reason: string;
}

/**
 * What `attempt` returns; undefined when it failed now, when it failed within the last day, or when `LAB_OFFLINE_TOOLCHAIN=1`.
 * @param what for the person and for the file that remembers a failure, e.g. "pulumi v3.259.0".
 */
export async function tryDownload<T>(what: string, say: Say, attempt: () => Promise<T>): Promise<T | undefined> {
  if (process.env.LAB_OFFLINE_TOOLCHAIN === "1") return undefined;
  const memory = join(cacheRoot(), "failed-downloads", `${what.replace(/[^a-zA-Z0-9.-]+/g, "-")}.json`);
  if (await recentFailure(memory)) return undefined;
  try {
    const result = await attempt();
    await rm(memory, { force: true });
    return result;
  } catch (error) {
    const reason = reasonOf(error);
    say(`${what} cannot be downloaded here (${reason}); not tried again for a day`);
    await mkdir(dirname(memory), { recursive: true });
    await writeFile(memory, JSON.stringify({ at: new Date().toISOString(), reason } satisfies Failure));
    return undefined;
  }
}

async function recentFailure(memory: string): Promise<boolean> {
  try {
    const failure = JSON.parse(await readFile(memory, "utf8")) as Failure;
    return Date.now() - Date.parse(failure.at) < believedMs;
  } catch {
    return false;
  }
}

/** First line, with the cause that `fetch` hides ("fetch failed"). */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return `${error.message}${cause}`.split("\n")[0]!;
}

/** The body at `url`. The server must begin to answer within 5 s; the whole may take `timeoutSeconds`. */
export async function fetchFile(url: string, timeoutSeconds: number): Promise<Buffer> {
  const abort = new AbortController();
  const total = setTimeout(() => abort.abort(new Error(`took longer than ${timeoutSeconds} s`)), timeoutSeconds * 1000);
  try {
    const response = await answer(url, abort);
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } finally {
    clearTimeout(total);
  }
}

/** Throws when nothing answers at `url` within 5 s; any answer will do. */
export async function mustAnswer(url: string): Promise<void> {
  const abort = new AbortController();
  await answer(url, abort);
  abort.abort();
}

async function answer(url: string, abort: AbortController): Promise<Response> {
  const noAnswer = setTimeout(() => abort.abort(new Error(`no answer within ${connectSeconds} s`)), connectSeconds * 1000);
  try {
    return await fetch(url, { signal: abort.signal });
  } finally {
    clearTimeout(noAnswer);
  }
}
