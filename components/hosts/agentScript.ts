// The agent as one POSIX script, put together from the files of agent/, and as it travels to a host.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fflate } from "../lazily";
import { sha256 } from "../sha256";
import { withoutComments } from "./shellText";

/** In the order in which they make one script; `main` starts it. */
const PARTS = ["say", "time", "lock", "rollout", "record", "manifest", "write", "peers", "process", "image", "modules", "api", "gate", "preflight", "access", "await", "bgp", "services", "emergency", "handOver", "heir", "remove", "failure", "replace", "repair", "back", "apply", "begin", "neighbour", "lease", "keepalivedConfig", "keepalived", "heldVip", "takeOver", "ipvs", "witness", "secrets", "install", "probe", "undo", "guard", "main"] as const;

let script: string | undefined;

/** The text that is put on every host. Read once. */
export function agentScript(): string {
  script ??= withoutComments(agentSource());
  return script;
}

/** With the comments of its files. */
export function agentSource(): string {
  return PARTS.map((part) => readFileSync(join(__dirname, "agent", `${part}.sh`), "utf8")).join("\n");
}

let packed: string | undefined;

/**
 * The text as `installCall` takes it on standard input: gzip, in base64. The engine, the provider and the state each hold it several times for each host.
 */
export function packedAgent(): string {
  const { gzipSync, strToU8 } = fflate();
  // Not by Node's zlib, whose bytes differ with its version and the processor: another text would be an update of every host.
  packed ??= Buffer.from(gzipSync(strToU8(agentScript()), { level: 9, mtime: 0 })).toString("base64");
  return packed;
}

/** sha256 of the text, in hex, by which a host with another agent is known. */
export function agentSha256(): string {
  return sha256(agentScript());
}
