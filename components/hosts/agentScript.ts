// The agent as one POSIX script, put together from the files of agent/.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../sha256";

/** In the order in which they make one script; `main` starts it. */
const PARTS = ["say", "time", "lock", "rollout", "record", "manifest", "peers", "process", "image", "modules", "api", "gate", "preflight", "access", "await", "bgp", "services", "emergency", "heir", "remove", "failure", "replace", "repair", "back", "apply", "begin", "neighbour", "lease", "keepalivedConfig", "keepalived", "heldVip", "takeOver", "ipvs", "witness", "secrets", "install", "probe", "undo", "guard", "main"] as const;

let script: string | undefined;

/** The text that is put on every host. Read once. */
export function agentScript(): string {
  script ??= PARTS.map((part) => readFileSync(join(__dirname, "agent", `${part}.sh`), "utf8")).join("\n");
  return script;
}

/** sha256 of the text, in hex, by which a host with another agent is known. */
export function agentSha256(): string {
  return sha256(agentScript());
}
