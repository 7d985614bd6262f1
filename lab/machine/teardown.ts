// Ends a lab: its processes, its namespace, its folder. Synchronous, so that it can also be the last thing a process does.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { processesIn, removeNamespace } from "../network/namespace";
import { routerNamespace } from "../router/addresses";
import { identify, ownAncestry, signal } from "./processes";
import { placeOf, recordedProcess, recordedRoles } from "./record";

/** Ends the lab of that name, also one that was left half started. Does nothing when there is none. */
export function tearDown(name: string): void {
  const { dir, namespace } = placeOf(name);
  for (const role of recordedRoles({ dir }).filter((role) => role !== "starter")) {
    const identity = recordedProcess({ dir }, role);
    if (identity) signal(identity, "SIGKILL");
  }
  closeConnections(dir);
  for (const own of [routerNamespace({ namespace }), namespace]) {
    endInhabitants(own);
    removeNamespace(own);
  }
  rmSync(dir, { recursive: true, force: true });
}

/** The shared ssh connections run in the background; each is asked to end by its own socket. */
function closeConnections(dir: string): void {
  const sockets = join(dir, "ssh", "connections");
  if (!existsSync(sockets)) return;
  for (const socket of readdirSync(sockets)) {
    try {
      execFileSync("ssh", ["-o", `ControlPath=${join(sockets, socket)}`, "-O", "exit", "lab"], { stdio: "ignore", timeout: 2000 });
    } catch {
      // It ended with its host: then only the socket was left.
    }
  }
}

/** Whatever else was started inside the namespace (`lab exec`, an engine of a test) would keep it alive without a name. */
function endInhabitants(namespace: string): void {
  const own = ownAncestry();
  for (const pid of processesIn(namespace).filter((pid) => !own.has(pid))) {
    const identity = identify(pid);
    if (identity) signal(identity, "SIGKILL");
  }
}
