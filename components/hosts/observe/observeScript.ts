// The script that reads the facts of a host: parts of the agent that only look, and parts of its own.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withoutComments } from "../shellText";

const AGENT_PARTS = ["say", "lock", "manifest", "process", "api", "ipvs", "services", "neighbour"] as const;
/** In the order in which they make one script; `main` starts it. */
const OWN_PARTS = ["answer", "host", "node", "cluster", "vip", "main"] as const;

let script: string | undefined;

/** POSIX shell for the standard input of `observeCall`. Read once. */
export function observeScript(): string {
  script ??= withoutComments(observeSource());
  return script;
}

/** With the comments of its files. */
export function observeSource(): string {
  const read = (folder: string, part: string) => readFileSync(join(folder, `${part}.sh`), "utf8");
  return [...AGENT_PARTS.map((part) => read(join(__dirname, "..", "agent"), part)), ...OWN_PARTS.map((part) => read(__dirname, part))].join("\n");
}
