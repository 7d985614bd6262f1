// Builds the lab's two small C programs into the cache.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { cached, type Say } from "../cache";
import { run } from "./run";

async function ensureC(name: string, source: string, output: string, flags: readonly string[], say: Say): Promise<string> {
  const code = await readFile(source);
  const folder = await cached(
    name,
    [code, flags.join(" ")],
    async (dir) => {
      say(`compiling ${output}`);
      await run("cc", ["-O2", "-Wall", "-Werror", "-s", ...flags, "-o", join(dir, output), source, "-ldl"]);
    },
    say,
  );
  return join(folder, output);
}

/** The shared object to preload into linux.uml (see umlShim.c for why). */
export function ensureUmlShim(say: Say): Promise<string> {
  return ensureC("uml-shim", join(__dirname, "umlShim.c"), "uml-shim.so", ["-shared", "-fPIC"], say);
}

/** The static program of the pause image. */
export function ensurePause(say: Say): Promise<string> {
  return ensureC("pause", join(__dirname, "../images/pause.c"), "pause", ["-static"], say);
}
