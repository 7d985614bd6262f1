// The demo's stack: the repository's own program with the lab's hosts as its configuration.
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Settings } from "../../components/settings/settings";
import { resolveSettings } from "../../components/settings/resolve";
import { createWorkspace, type Workspace } from "../pulumi/workspace";
import type { Lab } from "../session";
import { ensureToolchain } from "../toolchain";
import type { Say } from "../progress";

/** The newest kube-vip that can be built from Go modules (lab/toolchain); elsewhere the component's default is newer. */
const VERSION = "v1.2.1";
const REPOSITORY = join(__dirname, "..", "..");

function hostsOf(lab: Lab): Record<string, { address: string }> {
  return Object.fromEntries(lab.hosts.map(({ name, address }) => [name, { address }]));
}

/** The stack's `settings`. */
export const demoArguments = { image: { version: VERSION } };

/** What the stack's settings resolve to, for the manifests of the floor. */
export function demoSettings(lab: Lab, args: object = demoArguments): Settings {
  const { settings } = resolveSettings({ vip: lab.vip, hosts: hostsOf(lab), ssh: { knownHosts: lab.ssh.knownHosts }, ...args });
  if (!settings) throw new Error("the demo's own settings are refused");
  return settings;
}

export interface DemoStack {
  readonly workspace: Workspace;
  /** Where the command provider comes from, in words. */
  readonly provider: string;
}

export async function demoStack(lab: Lab, say: Say, args: object = demoArguments, program = REPOSITORY): Promise<DemoStack> {
  const toolchain = await ensureToolchain(say);
  const workspace = await createWorkspace({
    program,
    toolchain,
    inside: (command, args) => lab.insideCommand(command, args),
    config: {
      vip: { value: lab.vip },
      hosts: { value: JSON.stringify(hostsOf(lab)) },
      knownHosts: { value: lab.ssh.knownHosts },
      sshPrivateKey: { value: lab.ssh.privateKey, secret: true },
      settings: { value: JSON.stringify(args) },
    },
  });
  const provider = toolchain.commandPlugin.kind === "real" ? "the real command provider" : "the lab's stand-in for the command provider";
  return { workspace, provider };
}

function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A script that runs `pulumi` on this stack by hand, in the lab's network: `LAB/pulumi preview --diff`. */
export async function writePulumiScript(lab: Lab, { dir, env }: Workspace): Promise<string> {
  const [program, args] = lab.insideCommand("pulumi", []);
  const variables = Object.entries(env).filter(([name, value]) => process.env[name] !== value);
  const lines = ["#!/bin/sh", "# Runs pulumi on the demo's stack, in the lab's network.", ...variables.map(([name, value]) => `export ${name}=${shellWord(value)}`), `cd ${shellWord(dir)} || exit 1`, `exec ${[program, ...args].map(shellWord).join(" ")} "$@"`];
  const path = join(lab.dir, "pulumi");
  await writeFile(path, `${lines.join("\n")}\n`);
  await chmod(path, 0o700);
  return path;
}
