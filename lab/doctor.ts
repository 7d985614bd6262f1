// Says whether this machine can run the lab, and if not, what is missing and what to do.
import { cacheRoot, type Say } from "./cache";
import { readMachine, type MachineFacts } from "./toolchain/machineFacts";
import { isGoAtLeast, memoryGiB, missingPackages, packageNeeds, testPackageNeeds } from "./toolchain/machineNeeds";
import { run } from "./toolchain/run";
import { which } from "./toolchain/which";

/** One reason why the lab cannot run here; both are whole sentences. */
export interface Problem {
  readonly what: string;
  readonly remedy: string;
  /** The Debian packages that would solve it; `installMissing` installs them. */
  readonly packages?: readonly string[];
}

/** Empty when the lab can run here. Looks only; takes well under a second. */
export async function checkMachine(): Promise<Problem[]> {
  return judgeMachine(await readMachine());
}

/**
 * Installs the missing Debian packages with apt-get; only ever called when the user (or CI) asked for it.
 * @param options.forTests also what only the tests use: openssh-server, busybox, shellcheck. Default false.
 * @returns the packages it installed.
 * @throws when apt-get is not there, this is not root, or apt-get fails.
 */
export async function installMissing(say: Say = () => {}, options: { forTests?: boolean } = {}): Promise<string[]> {
  const names = missingPackages([...packageNeeds, ...(options.forTests ? testPackageNeeds : [])]).map(({ name }) => name);
  if (names.length === 0) return [];
  if (!which("apt-get")) throw new Error(`apt-get is not on this machine, so ${names.join(", ")} cannot be installed. Use a Debian 12 machine, or install them by your own package manager.`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  say(`installing ${names.join(", ")}`);
  await run("apt-get", ["-q", "update"], { env });
  await run("apt-get", ["-q", "install", "-y", "--no-install-recommends", ...names], { env });
  return names;
}

/** Problems in the order a person would solve them. */
export function judgeMachine(facts: MachineFacts): Problem[] {
  const elsewhere = "Use a Debian 12 machine or virtual machine with an x86_64 processor.";
  if (facts.platform !== "linux") return [{ what: `The lab's hosts are Linux kernels run as processes, and this is ${facts.platform}.`, remedy: elsewhere }];
  if (facts.arch !== "x64") return [{ what: `User-mode Linux runs on x86_64 only, and this machine is ${facts.arch}.`, remedy: elsewhere }];
  return [...judgePrivileges(facts), ...judgePackages(facts), ...judgeGo(facts), ...judgeSpace(facts)];
}

function judgePrivileges({ isRoot, sbinOnPath, tunError, namespaceError }: MachineFacts): Problem[] {
  if (!isRoot) return [{ what: "The lab makes a network namespace and file systems, which takes root, and this is another user.", remedy: "Run it with sudo, or as root." }];
  const problems: Problem[] = [];
  if (!sbinOnPath) problems.push({ what: "PATH lacks /usr/sbin, where mkfs.ext4 and debootstrap are.", remedy: 'Become root with "su -" or "sudo -i", or add /usr/sbin to PATH.' });
  if (tunError === "ENOENT") problems.push({ what: "/dev/net/tun is missing, and the hosts' network cards need it.", remedy: 'Try "modprobe tun"; in a container, start it with "--device /dev/net/tun".' });
  else if (tunError) problems.push({ what: `/dev/net/tun cannot be opened (${tunError}), and the hosts' network cards need it.`, remedy: 'In a container, start it with "--device /dev/net/tun --cap-add NET_ADMIN" (or "--privileged").' });
  if (namespaceError) problems.push({ what: `No network namespace can be made here: ${namespaceError}.`, remedy: 'In a container, start it with "--privileged"; else use a virtual machine.' });
  return problems;
}

function judgePackages({ missing, hasApt }: MachineFacts): Problem[] {
  if (missing.length === 0) return [];
  const packages = missing.map(({ name }) => name);
  const list = missing.map(({ name, purpose }) => `${name} (for ${purpose})`).join(", ");
  const remedy = hasApt ? `Run: apt-get update && apt-get install -y ${packages.join(" ")}` : "Use a Debian 12 machine: this one has no apt-get, and user-mode-linux is packaged by Debian.";
  return [{ what: `Missing Debian packages: ${list}.`, remedy, packages }];
}

function judgeGo({ go, neededGo: needed }: MachineFacts): Problem[] {
  const remedy = `Install Go ${needed} or newer from https://go.dev/dl/ and put its bin folder on PATH.`;
  if (!go) return [{ what: "Go is not on PATH, and the lab builds Kubernetes and kube-vip with it.", remedy }];
  if (isGoAtLeast(go.version, needed) || go.fetchesNewer) return [];
  return [{ what: `${go.version} is too old: the lab's modules need ${needed}.`, remedy: `${remedy} From Go 1.21 on, GOTOOLCHAIN=auto lets Go fetch it by itself.` }];
}

function judgeSpace({ freeDiskGiB, neededDiskGiB, freeMemoryGiB }: MachineFacts): Problem[] {
  const problems: Problem[] = [];
  if (freeDiskGiB < neededDiskGiB) problems.push({ what: `${freeDiskGiB.toFixed(1)} GiB of disk are free where the lab's cache is (${cacheRoot()}), and it takes up to ${neededDiskGiB} GiB.`, remedy: "Make room, or name another folder by PULUMI_KUBE_VIP_LAB_CACHE." });
  if (freeMemoryGiB < memoryGiB) problems.push({ what: `${freeMemoryGiB.toFixed(1)} GiB of memory are available, and three hosts take about ${memoryGiB} GiB.`, remedy: "End other programs, or use a machine with 8 GiB." });
  return problems;
}
