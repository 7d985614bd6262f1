// What a drill does to the holder of the VIP.
import { spawn } from "node:child_process";
import type { Fleet } from "../cluster/fleet";
import { Unusable } from "../cluster/unusable";
import { stepDownCall, stepDownScript } from "./calls";

/** Milliseconds for stopping the container with its time of grace. */
const STEP_DOWN_MS = 75_000;

/** Returns how kube-vip was stopped. @throws Unusable with the host's own sentence */
export async function stepDown(fleet: Fleet, holder: string): Promise<string> {
  const session = await fleet.session(holder, STEP_DOWN_MS);
  const { stdout, stderr, code } = await session.run(stepDownCall(fleet.user(holder), holder, fleet.cluster.settings), { stdin: stepDownScript(), deadlineMs: STEP_DOWN_MS });
  if (code !== 0) throw new Unusable(stderr.trim() || `${holder}: kube-vip could not be stopped.`);
  return stdout.trim();
}

/** Runs the user's command on this machine; what it prints goes to standard error. @throws Unusable when it fails, or takes longer than `limitMs` */
export async function powerOff(command: string, limitMs: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const child = spawn("sh", ["-c", command], { stdio: ["ignore", process.stderr, process.stderr], timeout: limitMs });
    child.on("error", (error) => reject(new Unusable(`The power-off command could not be started: ${error.message}.`)));
    child.on("exit", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Unusable(`The power-off command ended with ${signal === null ? `status ${code}` : `signal ${signal}`}. Whether the host is off is not known.`));
    });
  });
}
