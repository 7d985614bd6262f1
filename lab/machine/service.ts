// A program that runs beside the hosts for as long as the lab does, or until it is stopped: it and all it starts end together.
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { identify, isAlive, signal, waitForEnd } from "./processes";
import { forgetProcess, recordedProcess, recordProcess, type LabFacts } from "./record";

export function serviceRuns(lab: LabFacts, role: string): boolean {
  const running = recordedProcess(lab, role);
  return running !== undefined && isAlive(running);
}

/** Starts it in a network namespace, and in a PID namespace of its own (see uml.ts). What it says goes to `log`. */
export async function startService(lab: LabFacts, role: string, [program, ...args]: readonly [string, ...string[]], { log, namespace = lab.namespace }: { log: string; namespace?: string }): Promise<void> {
  const out = openSync(log, "a");
  try {
    const child = spawn("ip", ["netns", "exec", namespace, "unshare", "--pid", "--fork", "--kill-child", program, ...args], { detached: true, stdio: ["ignore", out, out] });
    await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    child.unref();
    const identity = identify(child.pid!);
    if (identity) recordProcess(lab, role, identity);
  } finally {
    closeSync(out);
  }
}

/** Does nothing when it does not run. */
export async function stopService(lab: LabFacts, role: string): Promise<void> {
  const identity = recordedProcess(lab, role);
  forgetProcess(lab, role);
  if (!identity) return;
  signal(identity, "SIGKILL");
  await waitForEnd(identity);
}
