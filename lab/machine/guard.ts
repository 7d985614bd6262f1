// A process beside the one that started a lab: it ends the lab when that one is gone, also by SIGKILL, and also where exit handlers don't run (jest's workers).
import { spawn } from "node:child_process";
import type { Socket } from "node:net";
import { isAlive, waitForEnd, type ProcessIdentity } from "./processes";
import { placeOf, recordedProcess } from "./record";
import { tearDown } from "./teardown";

const dismissal = "dismissed";

/**
 * Posts a guard for the lab of that name. It notices the end of this process by the pipe between them, which the kernel closes.
 * @returns a function that sends the guard away.
 */
export function postGuard(name: string): () => void {
  const starter = recordedProcess(placeOf(name), "starter");
  if (!starter) throw new Error(`lab "${name}" has no record to be guarded by`);
  // In a session of its own: a terminal's Ctrl-C is for this process, which then ends the lab itself.
  const guard = spawn(process.execPath, ["-r", require.resolve("tsx/cjs"), __filename, name, String(starter.pid), starter.started], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  guard.once("error", () => {}); // without a guard the lab still ends with this process, SIGKILL apart
  guard.stdin.on("error", () => {});
  guard.unref();
  (guard.stdin as unknown as Socket).unref();
  return () => void guard.stdin.end(dismissal);
}

/** What the guard does: waits for the end of its input, and ends the lab unless it was sent away or the lab is another's by now. */
async function standGuard(name: string, starter: ProcessIdentity): Promise<void> {
  let said = "";
  for await (const chunk of process.stdin) said += String(chunk);
  if (said === dismissal) return;
  if (isAlive(starter)) await waitForEnd(starter);
  const owner = recordedProcess(placeOf(name), "starter");
  if (owner?.pid === starter.pid && owner.started === starter.started) tearDown(name);
}

if (require.main === module) {
  const [name, pid, started] = process.argv.slice(2);
  void standGuard(name!, { pid: Number(pid), started: started! });
}
