// A machine of user-mode Linux: its command line, and how it is started so that one signal ends all of it.
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { identify, type ProcessIdentity } from "./processes";

export interface UmlMachine {
  /** Shared object with which linux.uml is started; without it its kernel dies at once on CPUs with AMX, rarely loses its clock, and takes three times as long (lab/toolchain/umlShim.c). */
  readonly shim: string;
  /** `ubd` values in order: a file, or `overlay,backing file` for copy on write. A trailing `r` in `flag` makes it read-only. */
  readonly disks: readonly { readonly file: string; readonly readOnly?: boolean }[];
  /** Default: no network. */
  readonly network?: { readonly tap: string; readonly mac: string };
  /** Folder for its control socket; emptied first. Keep the path short: a socket's path has 107 characters. */
  readonly controlDir: string;
  /** More kernel parameters. */
  readonly parameters?: readonly string[];
}

/** Memory of one host. Three hosts at work use about 3 GB of 6 in all. */
const memory = "2048M";

/**
 * Every process of the guest is a process of the machine. They live in a PID namespace whose parent is `unshare`: when that one
 * process is killed, the kernel ends all the others with it, at once and without exception, like a pulled plug.
 */
export function umlCommand(machine: UmlMachine): string[] {
  const { shim, disks, network, controlDir, parameters = [] } = machine;
  return [
    "unshare", "--pid", "--fork", "--kill-child",
    // Before whatever else the machine does: an etcd that gets no processor for 2.5 s loses its leader.
    "nice", "-n", "-10",
    "env", `LD_PRELOAD=${shim}`,
    "linux.uml", `mem=${memory}`, `uml_dir=${controlDir}`, "umid=uml",
    ...disks.map(({ file, readOnly }, n) => `ubd${n}${readOnly ? "r" : ""}=${file}`),
    "root=/dev/ubda", "rw",
    // gro: buffers for what other machines hand over unsegmented; else the kernel cuts it at the MTU, and every longer burst is lost and sent again.
    ...(network ? [`vec0:transport=tap,ifname=${network.tap},mac=${network.mac},gro=1`] : []),
    "con=null", "con0=fd:0,fd:1", "quiet", "selinux=0",
    ...parameters,
  ];
}

/** Starts the machine inside a network namespace (default: none of its own), in a session of its own so that a terminal's Ctrl-C passes it by. Its console goes to `log`. */
export async function startUml(machine: UmlMachine, log: string, namespace?: string): Promise<ProcessIdentity> {
  await rm(machine.controlDir, { recursive: true, force: true });
  await mkdir(machine.controlDir, { recursive: true });
  const [program, ...args] = [...(namespace ? ["ip", "netns", "exec", namespace] : []), ...umlCommand(machine)];
  const out = openSync(log, "a");
  try {
    const child = spawn(program!, args, { detached: true, stdio: ["ignore", out, out], cwd: join(machine.controlDir, "..") });
    await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    child.unref();
    const started = identify(child.pid!);
    if (!started) throw new Error(`user-mode Linux ended at once; its last words are in ${log}`);
    return started;
  } finally {
    closeSync(out);
  }
}
