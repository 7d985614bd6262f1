// The machine itself.
import type { SystemFacts } from "../../../facts/hostFacts";
import { type Answer, valuesOf } from "../answer";
import type { HostClock } from "./clock";
import type { Files } from "./files";

const KERNEL = "/proc/sys/kernel";

function unquoted(value = ""): string {
  const inner = /^(["'])(.*)\1$/.exec(value);
  return inner ? inner[2]!.replace(/\\(["'$`\\])/g, "$1") : value;
}

export function readSystem(answer: Answer, files: Files, clock: HostClock): SystemFacts {
  const { root, arch = "" } = answer.values("system");
  const release = valuesOf(files.lines("/etc/os-release"));
  return {
    os: unquoted(release.PRETTY_NAME ?? release.NAME),
    osId: unquoted(release.ID),
    kernel: files.first(`${KERNEL}/osrelease`),
    arch,
    hostName: files.first(`${KERNEL}/hostname`),
    machineId: files.first("/etc/machine-id"),
    bootId: files.first(`${KERNEL}/random/boot_id`),
    uptimeSeconds: clock.uptimeSeconds,
    clockOffsetMs: clock.offsetMs,
    clockUncertaintyMs: clock.uncertaintyMs,
    root: root === "yes",
  };
}

const SYSCTLS = "/proc/sys/net/";

/** By name as sysctl(8) writes it: a dot in an interface's name becomes a slash. */
export function readSysctls(files: Files): Readonly<Record<string, string>> {
  const paths = files.paths().filter((path) => path.startsWith(SYSCTLS));
  const name = (path: string) => path.slice("/proc/sys/".length).replace(/[./]/g, (mark) => (mark === "." ? "/" : "."));
  return Object.fromEntries(paths.map((path) => [name(path), files.first(path)]));
}
