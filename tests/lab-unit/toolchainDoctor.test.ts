// The doctor: each thing the lab lacks on a machine gets its own sentence and its own remedy.
import { judgeMachine, type Problem } from "../../lab/doctor";
import { availableMemory, type MachineFacts } from "../../lab/toolchain/machineFacts";
import { isGoAtLeast, missingPackages, neededGo, packageNeeds } from "../../lab/toolchain/machineNeeds";

const good: MachineFacts = {
  platform: "linux", arch: "x64", isRoot: true, hasApt: true, sbinOnPath: true, missing: [],
  go: { version: "go1.26.8", fetchesNewer: false }, neededGo: "1.26.4",
  freeDiskGiB: 100, neededDiskGiB: 16, freeMemoryGiB: 20,
};
const needs = (...names: string[]) => packageNeeds.filter(({ name }) => names.includes(name));
const judge = (change: Partial<MachineFacts>): Problem[] => judgeMachine({ ...good, ...change });

test("a machine with everything has no problem", () => {
  expect(judge({})).toEqual([]);
});

test.each<[string, Partial<MachineFacts>, RegExp, RegExp]>([
  ["macOS", { platform: "darwin" }, /this is darwin/, /Use a Debian 12 machine/],
  ["an ARM machine", { arch: "arm64" }, /this machine is arm64/, /x86_64 processor/],
  ["another user than root", { isRoot: false }, /takes root/, /sudo/],
  ["no sbin on PATH", { sbinOnPath: false }, /PATH lacks \/usr\/sbin/, /su -/],
  ["no tun device", { tunError: "ENOENT" }, /\/dev\/net\/tun is missing/, /modprobe tun/],
  ["a tun device that is not ours to open", { tunError: "EPERM" }, /cannot be opened \(EPERM\)/, /NET_ADMIN/],
  ["no right to make namespaces", { namespaceError: "unshare failed: Operation not permitted" }, /unshare failed/, /--privileged/],
  ["no Go", { go: undefined }, /Go is not on PATH/, /Install Go 1\.26\.4/],
  ["Debian 12's own Go", { go: { version: "go1.19.8", fetchesNewer: false } }, /go1\.19\.8 is too old.*1\.26\.4/, /Install Go 1\.26\.4/],
  ["a full disk", { freeDiskGiB: 3.14 }, /3\.1 GiB of disk are free.*up to 16 GiB/, /PULUMI_KUBE_VIP_LAB_CACHE/],
  ["little memory", { freeMemoryGiB: 1 }, /1\.0 GiB of memory/, /8 GiB/],
])("%s is one problem with a remedy", (_name, change, what, remedy) => {
  const problems = judge(change);
  expect(problems).toHaveLength(1);
  expect(problems[0]!.what).toMatch(what);
  expect(problems[0]!.remedy).toMatch(remedy);
});

test("missing packages are named in one sentence, with the one command that installs them", () => {
  const [problem] = judge({ missing: needs("user-mode-linux", "debootstrap") });
  expect(problem!.what).toBe("Missing Debian packages: user-mode-linux (for the hosts' kernel), debootstrap (for the hosts' file system).");
  expect(problem!.remedy).toBe("Run: apt-get update && apt-get install -y user-mode-linux debootstrap");
  expect(problem!.packages).toEqual(["user-mode-linux", "debootstrap"]);
});

test("without apt-get the remedy is another machine, not a command that is not there", () => {
  expect(judge({ missing: needs("debootstrap"), hasApt: false })[0]!.remedy).not.toContain("apt-get install");
});

test("several problems are told at once", () => {
  expect(judge({ go: undefined, missing: needs("gcc"), freeMemoryGiB: 0 })).toHaveLength(3);
});

test("an older Go that fetches newer ones by itself is good enough", () => {
  expect(judge({ go: { version: "go1.22.0", fetchesNewer: true } })).toEqual([]);
});

test("a package counts as missing when any of its evidence is", () => {
  const need = (evidence: string[]) => ({ name: "x", purpose: "y", evidence });
  expect(missingPackages([need(["sh", "/etc/passwd"])])).toEqual([]);
  expect(missingPackages([need(["sh", "/no/such/file"]), need(["no-such-program"])])).toHaveLength(2);
});

test.each([
  ["go1.26.8", "1.26.4", true],
  ["go1.26", "1.26.4", false],
  ["go1.27rc1", "1.26.4", true],
  ["go1.9", "1.21", false],
])("whether %s is at least %s: %s", (have, needed, answer) => {
  expect(isGoAtLeast(have, needed)).toBe(answer);
});

test("the Go needed is the newest that a wrapper module asks for: kube-vip v1.2.1's", async () => {
  expect(await neededGo()).toBe("1.26.4");
});

test("available memory is read from /proc/meminfo in GiB", () => {
  expect(availableMemory("MemTotal:       24684096 kB\nMemAvailable:    4194304 kB\n")).toBe(4);
});
