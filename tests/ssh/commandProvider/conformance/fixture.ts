// What every part of the conformance suite starts from: a plugin, a server, and a connection to it.
import { readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Properties } from "../../../../lab/commandProvider/values";
import { startPlugin, type Plugin } from "../plugin";
import { startSshd, type Sshd, type SshdOptions } from "../../sshd";

export interface Fixture {
  plugin: Plugin;
  sshd: Sshd;
  /** An empty folder on the "host" for what commands leave. */
  dir: string;
  /** A working connection to the server, with these fields changed. */
  connection(changes?: Properties): Properties;
  /** The text of a file in `dir`, or undefined. */
  file(name: string): Promise<string | undefined>;
  stop(): Promise<void>;
}

export async function startFixture(folder: string, server: SshdOptions = {}, env: Record<string, string> = {}): Promise<Fixture> {
  const [sshd, plugin, dir] = await Promise.all([startSshd(server), startPlugin(folder, env), mkdtemp(join(tmpdir(), "conformance-"))]);
  return {
    plugin,
    sshd,
    dir,
    connection: (changes = {}) => ({ host: sshd.host, port: sshd.port, user: sshd.user, privateKey: sshd.privateKey, dialErrorLimit: 0, ...changes }),
    file: (name) => readFile(join(dir, name), "utf8").catch(() => undefined),
    stop: async () => {
      await plugin.stop();
      await sshd.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Takes the secret marker off a value the plugin returned; undefined when it was no secret. */
export function secretValue(value: unknown): unknown {
  const marked = value as { "4dabf18193072939515e22adb298388d"?: string; value?: unknown } | undefined;
  return marked?.["4dabf18193072939515e22adb298388d"] === "1b47061264138c4ac30d75fd1eb44270" ? marked.value : undefined;
}

export function secret(value: string): Properties {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

export async function until(condition: () => boolean | Promise<boolean>, seconds = 10): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not so within ${seconds} s: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

