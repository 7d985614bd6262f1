// The lab's cache: folders outside the repository, each named by a hash of what it was built from.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join, relative, sep } from "node:path";
import { isRunning, withLock } from "./cacheLock";

/** Takes one line of progress, without a line end. The caller decides how it is shown. */
export type Say = (line: string) => void;

/** Fills `dir` (empty, absolute) with the files of one cache entry. What it throws leaves no entry behind. */
export type Build = (dir: string, say: Say) => Promise<void>;

const namePattern = /^[a-z0-9][a-z0-9.-]*$/;
const underWay = new Map<string, Promise<string>>();

/** The cache's folder: `$PULUMI_KUBE_VIP_LAB_CACHE`, else `$XDG_CACHE_HOME/pulumi-kube-vip-lab`, else `~/.cache/pulumi-kube-vip-lab`. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  return env.PULUMI_KUBE_VIP_LAB_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-kube-vip-lab");
}

/** The key of a list of inputs: 20 hex digits of a sha256. Lengths are hashed too, so ["ab"] and ["a", "b"] differ. */
export function cacheKey(inputs: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const input of inputs) {
    const bytes = Buffer.from(input);
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest("hex").slice(0, 20);
}

/**
 * The folder `<cache>/<name>/<key of inputs>`, built first when it is not there.
 *
 * A build works in a folder beside it and is renamed when complete, so an interrupted one never counts. Two processes that want
 * the same thing build it once: the other waits. The lock of a process that is gone is taken over.
 * @param name lower case letters, digits, dots and dashes; one name per kind of thing.
 * @param inputs all that decides what comes out (sources, flags, versions, keys of other entries).
 * @param say gets the build's progress, and why it waits. Default: nobody listens.
 */
export function cached(name: string, inputs: readonly (string | Buffer)[], build: Build, say: Say = () => {}): Promise<string> {
  if (!namePattern.test(name)) throw new Error(`cache name "${name}": only lower case letters, digits, dots and dashes are allowed`);
  const entry = join(cacheRoot(), name, cacheKey(inputs));
  const running = underWay.get(entry);
  if (running) return running;
  const promise = ensureEntry(entry, build, say).finally(() => underWay.delete(entry));
  underWay.set(entry, promise);
  return promise;
}

/** The entry for these inputs when it is there, without building it. */
export function findCached(name: string, inputs: readonly (string | Buffer)[]): string | undefined {
  const entry = join(cacheRoot(), name, cacheKey(inputs));
  return existsSync(entry) ? entry : undefined;
}

/** `<name>/<key>` of any path inside an entry: stands for the entry's content when another entry is made of it. */
export function entryName(path: string): string {
  return relative(cacheRoot(), path).split(sep).slice(0, 2).join("/");
}

async function ensureEntry(entry: string, build: Build, say: Say): Promise<string> {
  if (!existsSync(entry)) {
    await mkdir(dirname(entry), { recursive: true });
    await withLock(`${entry}.lock`, basename(dirname(entry)), say, async () => {
      if (!existsSync(entry)) await buildEntry(entry, build, say);
    });
  }
  await markUsed(entry);
  return entry;
}

async function buildEntry(entry: string, build: Build, say: Say): Promise<void> {
  await removeAbandoned(entry);
  const work = `${entry}.building.${process.pid}`;
  await mkdir(work);
  try {
    await build(work, say);
    await rename(work, entry);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Half-built folders of processes that are gone; one of a live process can only be there when its lock was lost, and is left alone. */
async function removeAbandoned(entry: string): Promise<void> {
  const parent = dirname(entry);
  for (const name of await readdir(parent)) {
    const path = join(parent, name);
    const owner = path.startsWith(`${entry}.building.`) ? Number(path.split(".").pop()) : NaN;
    if (owner === process.pid || (owner && !isRunning(owner))) await rm(path, { recursive: true, force: true });
  }
}

/** The folder's own time says when it was last used, for pruning. A cache that may only be read is still a cache. */
async function markUsed(entry: string): Promise<void> {
  const now = new Date();
  await utimes(entry, now, now).catch(() => {});
}

/**
 * Removes entries of `name` that were neither used in the last `idleDays` (default 14) nor are among the `keep` (default 1) most
 * recently used ones. Anything a running lab uses was asked for by it, so keep `idleDays` longer than a lab lives.
 * @returns the folders removed.
 */
export async function pruneCache(name: string, options: { idleDays?: number; keep?: number } = {}): Promise<string[]> {
  const { idleDays = 14, keep = 1 } = options;
  const folder = join(cacheRoot(), name);
  const names = await readdir(folder).catch(() => []);
  const entries = names.filter((entry) => /^[0-9a-f]{20}$/.test(entry)).map((entry) => join(folder, entry));
  const used = await Promise.all(entries.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })));
  const oldest = Date.now() - idleDays * 86_400_000;
  const old = used.sort((a, b) => b.at - a.at).slice(keep).filter((entry) => entry.at < oldest);
  for (const { path } of old) await rm(path, { recursive: true, force: true });
  return old.map(({ path }) => path);
}

/** Removes entries of every name that were not used in the last `idleDays` (default 14): whole names too, when a version moved on. */
export async function pruneWholeCache(idleDays = 14): Promise<string[]> {
  const names = (await readdir(cacheRoot()).catch(() => [])).filter((name) => namePattern.test(name));
  const removed = await Promise.all(names.map((name) => pruneCache(name, { idleDays, keep: 0 })));
  return removed.flat();
}
