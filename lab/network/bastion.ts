// A bastion for the lab: the machine's own sshd, in the lab's namespace, with configuration and keys of its own, that forwards connections and nothing else.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LabFacts } from "../machine/record";
import { run } from "../machine/run";
import { serviceRuns, startService, stopService } from "../machine/service";
import { insideCommand, sshFiles } from "../machine/ssh";
import { makeKey } from "../pki/sshKeys";
import { lan } from "./addresses";

export interface Bastion {
  readonly address: string;
  readonly port: number;
  /** As in authorized_keys. */
  readonly hostKey: string;
  /** Logs in with the lab's key. */
  readonly user: string;
  /** Ends the server and the connections through it. */
  stop(): Promise<void>;
}

const port = 2222;
const program = "/usr/sbin/sshd";

/** sshd_config(5) of the bastion; `dir` holds its keys. */
export function bastionConfig(dir: string): string {
  return [
    `ListenAddress ${lan.gateway}:${port}`,
    `HostKey ${join(dir, "host_key")}`,
    `AuthorizedKeysFile ${join(dir, "authorized_keys")}`,
    "PidFile none",
    "AllowUsers root",
    "PermitRootLogin prohibit-password",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    // The machine's own PAM rules and home folders are not the lab's business.
    "UsePAM no",
    "StrictModes no",
    "AllowTcpForwarding local",
    "AllowAgentForwarding no",
    "X11Forwarding no",
    "PermitTTY no",
    "ForceCommand /bin/false",
    "",
  ].join("\n");
}

/** Starts the bastion at 10.77.0.1:2222; one that runs already is used. */
export async function startBastion(lab: LabFacts): Promise<Bastion> {
  const dir = join(lab.dir, "bastion");
  if (!serviceRuns(lab, "bastion")) await launch(lab, dir);
  const hostKey = (await readFile(join(dir, "host_key.pub"), "utf8")).trim();
  return { address: lan.gateway, port, hostKey, user: "root", stop: () => stopService(lab, "bastion") };
}

async function launch(lab: LabFacts, dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { mode: 0o700 });
  await makeKey(join(dir, "host_key"), "ed25519", "bastion");
  await writeFile(join(dir, "authorized_keys"), await readFile(`${sshFiles(lab).key}.pub`));
  await writeFile(join(dir, "config"), bastionConfig(dir));
  await mkdir("/run/sshd", { recursive: true, mode: 0o755 }); // sshd does not start without it, and only its service makes it
  await startService(lab, "bastion", [program, "-D", "-e", "-f", join(dir, "config")], { log: join(dir, "log") });
  await untilListening(lab, dir);
}

async function untilListening(lab: LabFacts, dir: string): Promise<void> {
  const [command, args] = insideCommand(lab, "ssh-keyscan", ["-T", "2", "-p", String(port), lan.gateway]);
  for (let tries = 0; tries < 50; tries++) {
    if ((await run(command, args, { reject: false })).stdout.includes("ssh-ed25519")) return;
    await sleep(100);
  }
  throw new Error(`the bastion does not answer at ${lan.gateway}:${port}: ${await readFile(join(dir, "log"), "utf8")}`);
}
