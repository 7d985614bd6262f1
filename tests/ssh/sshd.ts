// A real OpenSSH server on loopback for tests: this machine's sshd with a configuration, host keys and an authorized key of its own.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

export type HostKeyType = "ed25519" | "ecdsa" | "rsa";

export interface SshdOptions {
  /** Host keys the server has. Default: ed25519 and ecdsa. */
  hostKeyTypes?: HostKeyType[];
  /** Accounts of this machine that may log in with `privateKey`. Default: the account that runs the tests. */
  users?: string[];
  /** Variables of every session, for example a PATH with programs of the test first. */
  env?: Record<string, string>;
  /** Names that clients may set by `env` requests, as in AcceptEnv. Default: none. */
  acceptEnv?: string[];
  /** Further lines of sshd_config, for example `MaxSessions 1`. */
  config?: string[];
}

export interface Sshd {
  host: "127.0.0.1";
  port: number;
  /** The account to log in as: the first of `users`. */
  user: string;
  /** Public host keys in authorized_keys form, `<type> <base64>`. */
  hostKeys: Partial<Record<HostKeyType, string>>;
  /** known_hosts text of this server, `[127.0.0.1]:port <type> <base64>` for each key. */
  knownHosts: string;
  /** An ed25519 key, OpenSSH form, that every user accepts. */
  privateKey: string;
  /** Path of the file with that key, for the ssh program. */
  privateKeyFile: string;
  /** The process id of the server. */
  pid: number;
  /** What the server logged so far. */
  log(): string;
  /** Ends the server with its connections and removes its files. Safe to call twice. */
  stop(): Promise<void>;
}

const run = promisify(execFile);
const SSHD = "/usr/sbin/sshd";
const START_DEADLINE = 10_000;

/** Starts a server. @throws Error with its log when it does not answer within 10 s */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const dir = await mkdtemp(join(tmpdir(), "sshd-"));
  const users = options.users ?? [userInfo().username];
  const hostKeys = await makeHostKeys(dir, options.hostKeyTypes ?? ["ed25519", "ecdsa"]);
  await makeKey(join(dir, "client"), "ed25519");
  await writeFile(join(dir, "authorized_keys"), await readFile(join(dir, "client.pub"), "utf8"));
  const port = await freePort();
  await writeFile(join(dir, "sshd_config"), configuration(dir, port, users, Object.keys(hostKeys), options));
  await mkdir("/run/sshd", { recursive: true, mode: 0o755 });

  const server = spawn(SSHD, ["-D", "-e", "-f", join(dir, "sshd_config")], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  server.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
  // A test run that breaks off leaves no server behind.
  const onExit = (): void => void server.kill("SIGTERM");
  process.once("exit", onExit);
  const stop = async (): Promise<void> => {
    process.off("exit", onExit);
    await end(server);
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await answers(port, server, () => log);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    host: "127.0.0.1",
    port,
    user: users[0] ?? "root",
    hostKeys,
    knownHosts: Object.values(hostKeys).map((key) => `[127.0.0.1]:${port} ${key}\n`).join(""),
    privateKey: await readFile(join(dir, "client"), "utf8"),
    privateKeyFile: join(dir, "client"),
    pid: server.pid ?? 0,
    log: () => log,
    stop,
  };
}

async function makeHostKeys(dir: string, types: HostKeyType[]): Promise<Partial<Record<HostKeyType, string>>> {
  const keys = types.map(async (type) => [type, await makeKey(join(dir, `host_${type}`), type)] as const);
  return Object.fromEntries(await Promise.all(keys));
}

/** @returns the public key as `<type> <base64>` */
async function makeKey(file: string, type: HostKeyType): Promise<string> {
  await run("ssh-keygen", ["-q", "-t", type, "-N", "", "-C", "", "-f", file, ...(type === "rsa" ? ["-b", "2048"] : [])]);
  await chmod(file, 0o600);
  return (await readFile(`${file}.pub`, "utf8")).trim();
}

function configuration(dir: string, port: number, users: string[], hostKeyTypes: string[], options: SshdOptions): string {
  const env = Object.entries(options.env ?? {}).map(([name, value]) => `"${name}=${value}"`);
  return [
    ...(options.config ?? []),
    `ListenAddress 127.0.0.1:${port}`,
    ...hostKeyTypes.map((type) => `HostKey ${join(dir, `host_${type}`)}`),
    `AuthorizedKeysFile ${join(dir, "authorized_keys")}`,
    `AllowUsers ${users.join(" ")}`,
    "PermitRootLogin prohibit-password",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "UsePAM no",
    "UseDNS no",
    "StrictModes no",
    "PidFile none",
    "PrintMotd no",
    "MaxStartups 100",
    "Subsystem sftp internal-sftp",
    ...(env.length > 0 ? [`SetEnv ${env.join(" ")}`] : []),
    ...(options.acceptEnv?.length ? [`AcceptEnv ${options.acceptEnv.join(" ")}`] : []),
    "",
  ].join("\n");
}

/** A port that was free a moment ago. Below those that the kernel gives to clients, of which one that dials nobody again and again may become the other end itself. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

async function answers(port: number, server: ChildProcess, log: () => string): Promise<void> {
  const deadline = Date.now() + START_DEADLINE;
  while (Date.now() < deadline && server.exitCode === null) {
    if (await accepts(port)) return;
    await sleep(20);
  }
  throw new Error(`sshd on port ${port} did not start (exit code ${server.exitCode}):\n${log()}`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", () => { socket.destroy(); resolve(true); });
    socket.once("error", () => resolve(false));
  });
}

/** sshd gives each connection a process of its own; those end with their clients, or here when they outlive the server. */
async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once("exit", resolve));
  const sessions = await children(server.pid);
  server.kill("SIGTERM");
  await gone;
  for (const pid of sessions) {
    try { process.kill(pid, "SIGTERM"); } catch { /* it has ended by itself */ }
  }
}

async function children(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return text.split(" ").filter(Boolean).map(Number);
}
