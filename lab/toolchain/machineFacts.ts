// Looks at the machine, without judging what it sees: lab/doctor.ts does.
import { existsSync, readFileSync } from "node:fs";
import { open, readdir, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheRoot } from "../cache";
import { kubeVipVersions } from "./goPrograms";
import { coldDiskGiB, isGoAtLeast, missingPackages, neededGo, warmDiskGiB, type PackageNeed } from "./machineNeeds";
import { run } from "./run";
import { which } from "./which";

/** What was seen of the machine; undefined means "in order" for the last two, "not there" for Go. */
export interface MachineFacts {
  readonly platform: string;
  readonly arch: string;
  readonly isRoot: boolean;
  readonly hasApt: boolean;
  readonly sbinOnPath: boolean;
  readonly missing: readonly PackageNeed[];
  readonly go?: { readonly version: string; readonly fetchesNewer: boolean };
  readonly neededGo: string;
  readonly freeDiskGiB: number;
  readonly neededDiskGiB: number;
  readonly freeMemoryGiB: number;
  /** Error code of opening /dev/net/tun. */
  readonly tunError?: string;
  /** Why no network namespace can be made. */
  readonly namespaceError?: string;
}

export async function readMachine(): Promise<MachineFacts> {
  const isLinux = process.platform === "linux";
  return {
    platform: process.platform,
    arch: process.arch,
    isRoot: process.getuid?.() === 0,
    hasApt: which("apt-get") !== undefined,
    sbinOnPath: which("mkfs.ext4") !== undefined || missingPackages().some(({ name }) => name === "e2fsprogs"),
    missing: isLinux ? missingPackages() : [],
    go: await readGo(),
    neededGo: await neededGo(),
    freeDiskGiB: await freeDisk(cacheRoot()),
    neededDiskGiB: (await isBuilt()) ? warmDiskGiB : coldDiskGiB,
    freeMemoryGiB: isLinux ? availableMemory(readFileSync("/proc/meminfo", "utf8")) : 0,
    tunError: await tunError(),
    namespaceError: isLinux ? await namespaceError() : undefined,
  };
}

async function readGo(): Promise<MachineFacts["go"]> {
  if (!which("go")) return undefined;
  const [version = "", toolchain] = (await run("go", ["env", "GOVERSION", "GOTOOLCHAIN"], { cwd: "/" })).split("\n");
  return { version, fetchesNewer: toolchain !== "local" && isGoAtLeast(version, "1.21") };
}

/** Of the file system that will hold `path`, which need not be there yet. */
async function freeDisk(path: string): Promise<number> {
  let folder = path;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  return (bavail * bsize) / 2 ** 30;
}

/** GiB that new programs can have, from the text of /proc/meminfo. */
export function availableMemory(meminfo: string): number {
  return Number(/^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1] ?? 0) / 2 ** 20;
}

async function tunError(): Promise<string | undefined> {
  try {
    await (await open("/dev/net/tun", "r+")).close();
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

async function namespaceError(): Promise<string | undefined> {
  return run("unshare", ["--net", "true"]).then(() => undefined, (error: Error) => error.message.split("\n").pop());
}

/** Whether a build got to its last large step once; a changed version needs much less room than all of them. */
async function isBuilt(): Promise<boolean> {
  const last = join(cacheRoot(), `image-kube-vip-${kubeVipVersions.at(-1)!.slice(1)}`);
  return (await readdir(last).catch(() => [])).some((entry) => /^[0-9a-f]+$/.test(entry));
}
