// How the hosts of a lab are reached: one shared ssh connection per host and user, kept open in the background.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hostNames, hostNetwork, type HostName } from "../network/addresses";
import type { LabFacts } from "./record";
import { run, type RunOptions, type RunResult } from "./run";

export interface OnOptions extends RunOptions {
  /** Default: root. `ops` may do everything by `sudo -n`. */
  readonly user?: "root" | "ops";
}

/** Files of a lab's ssh folder. */
export function sshFiles({ dir }: Pick<LabFacts, "dir">) {
  const path = (name: string) => join(dir, "ssh", name);
  return { config: path("config"), key: path("id_ed25519"), knownHosts: path("known_hosts"), connections: path("connections") };
}

/** Writes a ssh_config(5) that knows the hosts by name. Host keys are checked: they are known from before the first boot. */
export function writeSshConfig(lab: Pick<LabFacts, "dir">): void {
  const files = sshFiles(lab);
  mkdirSync(files.connections, { recursive: true, mode: 0o700 });
  writeFileSync(files.config, sshConfig(files));
}

export function sshConfig({ key, knownHosts, connections }: Omit<ReturnType<typeof sshFiles>, "config">): string {
  const hosts = hostNames.map((name) => `Host ${name}\n  HostName ${hostNetwork(name).address}\n`);
  return `${hosts.join("")}Host *
  User root
  IdentityFile ${key}
  IdentitiesOnly yes
  UserKnownHostsFile ${knownHosts}
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  BatchMode yes
  LogLevel ERROR
  ConnectTimeout 5
  ServerAliveInterval 3
  ServerAliveCountMax 3
  ControlMaster auto
  ControlPath ${connections}/%n-%r
  ControlPersist 600
`;
}

/** The command line that runs `command` inside the lab's namespace. */
export function insideCommand({ namespace }: Pick<LabFacts, "namespace">, command: string, args: readonly string[] = []): [program: string, args: string[]] {
  return ["ip", ["netns", "exec", namespace, command, ...args]];
}

/** The command line of ssh to a host; with no `script`, a login shell. */
export function sshCommand(lab: LabFacts, host: HostName, script?: string, user = "root"): [program: string, args: string[]] {
  const command = script === undefined ? [] : ["--", script];
  return insideCommand(lab, "ssh", ["-F", sshFiles(lab).config, "-l", user, host, ...command]);
}

/** Runs a shell script on a host. @throws unless it ends with status 0 (or `reject` is false): host, status and what it said. */
export async function onHost(lab: LabFacts, host: HostName, script: string, options: OnOptions = {}): Promise<RunResult> {
  const { user = "root", reject = true, ...rest } = options;
  const [program, args] = sshCommand(lab, host, script, user);
  const result = await run(program, args, { ...rest, reject: false });
  if (result.exitCode === 0 || !reject) return result;
  const said = (result.stderr || result.stdout).split("\n").slice(-20).join("\n").trim();
  throw new Error(`${host}: \`${script.split("\n")[0]!.slice(0, 120)}\` as ${user} ended with status ${result.exitCode}${result.exitCode === 255 ? " (255 is also ssh's own: no connection)" : ""}${said && `:\n${said}`}`);
}

/** Ends the shared connections to a host, whose sockets would otherwise answer for a host that is off. */
export async function closeConnections(lab: LabFacts, host: HostName): Promise<void> {
  for (const user of ["root", "ops"]) {
    await run("ssh", ["-F", sshFiles(lab).config, "-l", user, "-O", "exit", host], { reject: false, timeoutMs: 5000 });
  }
}
