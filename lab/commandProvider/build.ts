// Makes the plugin folder of the stand-in: one JavaScript file, so that it starts fast, and a launcher.
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { cached, type Say } from "../cache";

/**
 * The folder that holds the executable `pulumi-resource-command` of the stand-in, built into the lab's cache when it is not there.
 * It needs this machine's Node, and nothing of the repository any more.
 */
export async function buildCommandStandIn(say?: Say): Promise<string> {
  const program = await bundle();
  const launcher = `#!/bin/sh\nexec '${process.execPath}' "\${0%/*}/main.js" "$@"\n`;
  return cached("command-stand-in", [program, launcher], async (dir) => {
    await writeFile(join(dir, "main.js"), program);
    await writeFile(join(dir, "pulumi-resource-command"), launcher);
    await chmod(join(dir, "pulumi-resource-command"), 0o755);
  }, say);
}

/** The native parts of ssh2 stay out: it does without them, in JavaScript. */
async function bundle(): Promise<string> {
  const result = await build({
    entryPoints: [join(__dirname, "main.ts")],
    bundle: true,
    platform: "node",
    target: "node20",
    minifySyntax: true,
    external: ["cpu-features", "*.node"],
    write: false,
    logLevel: "silent",
  });
  return result.outputFiles[0]?.text ?? "";
}
