// Finds the real plugin pulumi-resource-command, the engine's half of @pulumi/command.
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { cached, findCached, type Say } from "../cache";
import { mustAnswer, tryDownload } from "./downloads";
import { isAtLeast } from "./pulumiCli";
import { run } from "./run";
import type { CommandPlugin } from "./types";
import { isExecutable, which } from "./which";

const program = "pulumi-resource-command";
/** The version that @pulumi/command in package.json belongs to. */
const version = "1.2.1";
const installMs = 120_000;

export interface FindOptions {
  /** Folder with the `pulumi` that installs the plugin. Default: none, so nothing is downloaded. */
  readonly pulumi?: string;
  readonly say?: Say;
}

/**
 * The real plugin from, in this order: the folder `$LAB_COMMAND_PLUGIN`, PATH, `$PULUMI_HOME/plugins` (default `~/.pulumi/plugins`),
 * `pulumi plugin install`. Else "stand-in", with the reason.
 * @throws when `$LAB_COMMAND_PLUGIN` names a folder without the plugin: who sets it wants that one and no other.
 */
export async function findCommandPlugin(options: FindOptions = {}): Promise<CommandPlugin> {
  return fromVariable() ?? fromPath() ?? (await fromPulumiHome()) ?? (await fromInstall(options)) ?? { kind: "stand-in", reason: `${program} is neither in LAB_COMMAND_PLUGIN nor on PATH nor in ${pluginsFolder()}, and could not be downloaded` };
}

function fromVariable(): CommandPlugin | undefined {
  if (!process.env.LAB_COMMAND_PLUGIN) return undefined;
  const path = resolve(process.env.LAB_COMMAND_PLUGIN);
  if (!isExecutable(join(path, program))) throw new Error(`LAB_COMMAND_PLUGIN is ${path}, which holds no executable ${program}. Give the folder that holds it, or unset the variable.`);
  return real(path, "LAB_COMMAND_PLUGIN");
}

function fromPath(): CommandPlugin | undefined {
  const found = which(program);
  return found ? real(dirname(found), "PATH") : undefined;
}

async function fromPulumiHome(): Promise<CommandPlugin | undefined> {
  const path = await newestPlugin(pluginsFolder());
  return path ? real(path, "PULUMI_HOME") : undefined;
}

function pluginsFolder(): string {
  return join(process.env.PULUMI_HOME || join(homedir(), ".pulumi"), "plugins");
}

/** Installed into the lab's cache, not into the user's PULUMI_HOME: the lab leaves nothing there. */
async function fromInstall({ pulumi, say = () => {} }: FindOptions): Promise<CommandPlugin | undefined> {
  const install = async (home: string) => {
    const env = { PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
    await run(join(pulumi!, "pulumi"), ["plugin", "install", "resource", "command", version], { env, timeoutMs: installMs });
    if (!(await newestPlugin(join(home, "plugins")))) throw new Error(`pulumi plugin install left no ${program} in ${home}/plugins`);
  };
  const home =
    findCached("command-plugin", [version]) ??
    (pulumi ? await tryDownload(`the plugin ${program} ${version}`, say, async () => {
      await mustAnswer("https://get.pulumi.com/");
      say(`installing the plugin ${program} ${version}`);
      return cached("command-plugin", [version], install, say);
    }) : undefined);
  const path = home && (await newestPlugin(join(home, "plugins")));
  return path ? real(path, "pulumi plugin install") : undefined;
}

function real(path: string, from: string): CommandPlugin {
  return { kind: "real", path, version: versionOf(path), from };
}

/** Pulumi names a plugin's folder `resource-<name>-v<version>`; elsewhere the version is not known. */
function versionOf(path: string): string | undefined {
  return /^resource-command-v(.+)$/.exec(basename(path))?.[1];
}

/** The newest complete version; Pulumi marks one that is still being installed by a file `<folder>.partial`. */
async function newestPlugin(plugins: string): Promise<string | undefined> {
  const names = await readdir(plugins).catch(() => []);
  const complete = names.map((name) => join(plugins, name)).filter((path) => versionOf(path) && isExecutable(join(path, program)) && !existsSync(`${path}.partial`));
  return complete.sort((a, b) => (isAtLeast(versionOf(a)!, versionOf(b)!) ? -1 : 1))[0];
}
