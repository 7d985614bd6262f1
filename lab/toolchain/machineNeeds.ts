// What the lab needs of the machine: Debian packages, Go, disk and memory.
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { goModules } from "./goBuild";
import { which } from "./which";

export interface PackageNeed {
  /** Name of the Debian package. */
  readonly name: string;
  /** What the lab does with it, to follow "for". */
  readonly purpose: string;
  /** A program on PATH, or the absolute path of a file, that shows it is there (also when it came another way). */
  readonly evidence: readonly string[];
}

export const packageNeeds: readonly PackageNeed[] = [
  { name: "user-mode-linux", purpose: "the hosts' kernel", evidence: ["linux.uml", "/usr/lib/uml/modules"] },
  { name: "debootstrap", purpose: "the hosts' file system", evidence: ["debootstrap"] },
  { name: "e2fsprogs", purpose: "the hosts' disks", evidence: ["mkfs.ext4"] },
  { name: "iproute2", purpose: "the hosts' network", evidence: ["ip"] },
  { name: "util-linux", purpose: "keeping a host's processes together", evidence: ["unshare", "nsenter"] },
  { name: "curl", purpose: "asking the virtual IP from outside the hosts", evidence: ["curl"] },
  { name: "openssh-client", purpose: "reaching the hosts", evidence: ["ssh", "ssh-keygen"] },
  { name: "openssl", purpose: "the cluster's certificates", evidence: ["openssl"] },
  { name: "gcc", purpose: "the pause image and the shim for linux.uml", evidence: ["cc"] },
  { name: "libc6-dev", purpose: "the pause image and the shim for linux.uml", evidence: ["/usr/lib/x86_64-linux-gnu/libc.a"] },
  { name: "binutils", purpose: "the image with iptables", evidence: ["objdump"] },
];

/** What only the tests use, beside the lab's own: they are skipped without it, so the doctor does not ask for it. */
export const testPackageNeeds: readonly PackageNeed[] = [
  { name: "openssh-server", purpose: "the lab's bastion and the tests against a real sshd", evidence: ["/usr/sbin/sshd"] },
  { name: "busybox", purpose: "the scripts' tests under its shell", evidence: ["busybox"] },
  { name: "shellcheck", purpose: "the scripts' lint", evidence: ["shellcheck"] },
];

// Debian's `su` keeps a user's PATH, which lacks the sbin folders: a program there is installed all the same.
const searchPath = `${process.env.PATH ?? ""}:/usr/sbin:/sbin`;

/** The packages of `needs` of which some evidence is missing. */
export function missingPackages(needs: readonly PackageNeed[] = packageNeeds): PackageNeed[] {
  const isThere = (evidence: string) => (evidence.startsWith("/") ? existsSync(evidence) : which(evidence, searchPath) !== undefined);
  return needs.filter(({ evidence }) => !evidence.every(isThere));
}

/** Free space for a first build: Go's own two caches (10 GB), the lab's (3 GB) and the hosts' disks. */
export const coldDiskGiB = 16;
/** Free space once all is built: the hosts' disks. */
export const warmDiskGiB = 4;
/** Three hosts up use 3 GB (measured); linking the kubelet takes about as much, before. */
export const memoryGiB = 4;

/** The newest Go that one of the wrapper modules asks for, e.g. "1.26.4". */
export async function neededGo(): Promise<string> {
  const modules = await readdir(goModules);
  const files = await Promise.all(modules.map((module) => readFile(join(goModules, module, "go.mod"), "utf8")));
  const versions = files.map((file) => /^go (\S+)$/m.exec(file)?.[1] ?? "0");
  return versions.reduce((newest, version) => (isGoAtLeast(newest, version) ? newest : version));
}

/** Compares Go versions such as "go1.26", "1.26.4", "1.27rc1" by their numbers. */
export function isGoAtLeast(have: string, needed: string): boolean {
  const [a, b] = [have, needed].map((text) => (text.match(/\d+/g) ?? []).map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (a![i] ?? 0) - (b![i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
