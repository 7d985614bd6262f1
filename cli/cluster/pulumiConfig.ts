// A stack's configuration in clear, from the Pulumi CLI. It stays in memory: nothing of it is printed or put on a command line.
import { execFile } from "node:child_process";
import { z } from "zod";
import { Unusable } from "./unusable";

/** Texts by whole key, `kube-vip:vip`; objects as JSON. */
export type ConfigValues = Readonly<Record<string, string | undefined>>;

const printed = z.record(z.string(), z.object({ value: z.string().optional() }));

const LIMIT = 16 * 1024 * 1024;

/** @throws Unusable with what the CLI says */
export async function pulumiConfig(folder: string, stack: string | undefined, program = "pulumi"): Promise<ConfigValues> {
  const args = ["config", "--show-secrets", "--json", "--non-interactive", ...(stack === undefined ? [] : ["--stack", stack])];
  const text = await new Promise<string>((resolve, reject) => {
    execFile(program, args, { cwd: folder, env: process.env, maxBuffer: LIMIT }, (error, stdout, stderr) => {
      if (error) reject(new Unusable(failure(error, stderr, folder), { cause: error.code }));
      else resolve(stdout);
    });
  });
  return Object.fromEntries(Object.entries(parse(text)).map(([key, { value }]) => [key, value]));
}

function failure(error: Error & { code?: unknown }, stderr: string, folder: string): string {
  if (error.code === "ENOENT") return "The program pulumi is not on PATH, and it alone can read a stack's configuration. Install it, or give --settings FILE.";
  const said = stderr.trim().replace(/^error: /, "");
  return `The stack's configuration in ${folder} cannot be read; pulumi says: ${said || error.message.split("\n")[0]}`;
}

function parse(text: string): z.infer<typeof printed> {
  try {
    return printed.parse(JSON.parse(text));
  } catch {
    // What was printed may hold secrets, so it is not shown.
    throw new Unusable("`pulumi config --json` printed something else than a configuration; is this Pulumi of version 3?");
  }
}
