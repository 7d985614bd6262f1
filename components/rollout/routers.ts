// Routers are asked for their routes to the VIP by a command of the user's, until they have them or the time is up.
import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { type Announcers, type RouteSight, routeSight } from "../plan/routes";
import type { RouterSettings } from "../settings/settings";

const execute = promisify(execFile);

/** Milliseconds for one answer. */
const ANSWER_LIMIT = 15_000;
/** Milliseconds between two questions. */
const PAUSE = 1000;
/** Characters of a failing command's words that are told. */
const TOLD = 300;

/**
 * Asks all routers at once. Never rejects.
 * @param withinMs from now on, for a first answer as it should be
 */
export async function askRouters(routers: readonly RouterSettings[], vips: readonly string[], announcers: Announcers, withinMs: number): Promise<RouteSight[]> {
  const deadline = Date.now() + withinMs;
  const sights = await Promise.all(routers.map((router) => askUntilRight(router, vips, announcers, deadline)));
  return sights.flat();
}

async function askUntilRight(router: RouterSettings, vips: readonly string[], announcers: Announcers, deadline: number): Promise<RouteSight[]> {
  for (;;) {
    const sights = await askOnce(router, vips, announcers);
    if (Date.now() + PAUSE >= deadline || sights.every(({ failure }) => failure === "")) return sights;
    await sleep(PAUSE);
  }
}

async function askOnce({ name, command }: RouterSettings, vips: readonly string[], announcers: Announcers): Promise<RouteSight[]> {
  try {
    const { stdout } = await execute("/bin/sh", ["-c", command], { timeout: ANSWER_LIMIT, killSignal: "SIGKILL", maxBuffer: 16 * 1024 * 1024 });
    return vips.map((vip) => routeSight(name, vip, stdout, announcers));
  } catch (error) {
    return vips.map((vip) => ({ router: name, vip, nextHops: [], failure: `its command failed: ${wordsOf(error as ExecutionError)}` }));
  }
}

interface ExecutionError extends Error {
  readonly killed?: boolean;
  readonly code?: number | string;
  readonly stderr?: string;
}

/** Not the command itself, which `message` holds: it may have a password in it. */
function wordsOf({ killed, code, stderr = "" }: ExecutionError): string {
  if (killed) return `no answer within ${ANSWER_LIMIT / 1000} s`;
  const said = stderr.trim().split("\n").at(-1)!.slice(-TOLD);
  return `status ${String(code)}${said === "" ? "" : `, ${said}`}`;
}
