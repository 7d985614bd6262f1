// One host of a lab being switched on and off.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { hostNetwork, type HostName } from "../network/addresses";
import { identify, isAlive, signal, waitForEnd } from "./processes";
import { forgetProcess, recordedProcess, recordProcess, type LabFacts } from "./record";
import { closeConnections } from "./ssh";
import { startUml } from "./uml";

/** `overlay` holds what this host wrote; `seed` what it is; `log` its console. */
export function hostFiles({ dir }: Pick<LabFacts, "dir">, host: HostName) {
  const path = (name: string) => join(dir, "hosts", host, name);
  return { dir: path(""), overlay: path("overlay.cow"), seed: path("seed.tar"), log: path("console.log"), control: path("uml") };
}

export function isOn(lab: LabFacts, host: HostName): boolean {
  const identity = recordedProcess(lab, host);
  return identity !== undefined && isAlive(identity);
}

/** Switches a host on; nothing happens when it is. It is ready some 20 s later (see waitReady). */
export async function bootHost(lab: LabFacts, host: HostName): Promise<void> {
  if (isOn(lab, host)) return;
  const files = hostFiles(lab, host);
  const disks = [{ file: `${files.overlay},${lab.disk}` }, { file: files.seed, readOnly: true }];
  const { tap, mac } = hostNetwork(host);
  const parameters = [`systemd.hostname=${host}`, `systemd.machine_id=${machineId(files.dir)}`, "systemd.show_status=0"];
  const identity = await startUml({ shim: lab.shim, disks, network: { tap, mac }, controlDir: files.control, parameters }, files.log, lab.namespace);
  recordProcess(lab, host, identity);
}

/** Like pulling the plug: what the host had not written is lost. Nothing happens when it is off. */
export async function powerOffHost(lab: LabFacts, host: HostName): Promise<void> {
  const identity = recordedProcess(lab, host);
  if (identity && isAlive(identity)) {
    // The first process inside the PID namespace is the last to go: when it is gone, disk and cable are free.
    const inner = firstChild(identity.pid);
    signal(identity, "SIGKILL");
    await waitForEnd(identity);
    if (inner) await waitForEnd(inner);
  }
  forgetProcess(lab, host);
  await closeConnections(lab, host);
}

/** Forgets everything the host ever wrote. It must be off. */
export function wipeHost(lab: LabFacts, host: HostName): void {
  if (isOn(lab, host)) throw new Error(`${host} is on: its disk cannot be wiped`);
  rmSync(hostFiles(lab, host).overlay, { force: true });
}

/** What the host's console showed last, for messages. */
export function lastWords(lab: LabFacts, host: HostName, lines = 15): string {
  const { log } = hostFiles(lab, host);
  return existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-lines).join("\n") : "";
}

function machineId(dir: string): string {
  return readFileSync(join(dir, "machine-id"), "utf8").trim();
}

function firstChild(pid: number) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  return children[0] ? identify(Number(children[0])) : undefined;
}
