// What the component did on each host, beside what kube-vip itself said last.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asRoot } from "../../components/hosts/calls/caller";
import type { Fleet } from "../cluster/fleet";
import { type HostLogs, parseLogs } from "./logLines";

export const LOG_LINES = 20;

/** By host key. Never rejects: a host whose logs cannot be read says why. */
export async function readLogs(fleet: Fleet, deadlineMs: number): Promise<Record<string, HostLogs>> {
  return Object.fromEntries(await Promise.all(fleet.keys.map(async (key) => [key, await readHostLogs(fleet, key, deadlineMs)] as const)));
}

async function readHostLogs(fleet: Fleet, key: string, deadlineMs: number): Promise<HostLogs> {
  const mark = randomUUID();
  try {
    const session = await fleet.session(key, deadlineMs);
    const call = asRoot(fleet.user(key), ["sh", "-s", "--", mark, String(LOG_LINES)]);
    const { stdout, stderr } = await session.run(call, { stdin: readFileSync(join(__dirname, "logs.sh"), "utf8"), deadlineMs });
    return parseLogs(stdout, mark, fleet.cluster.secrets) ?? { component: [], kubeVip: [], failure: stderr.trim().split("\n")[0] || "the host did not run the script that reads logs" };
  } catch (error) {
    return { component: [], kubeVip: [], failure: (error as Error).message };
  }
}
