// `npm run build`: the package in dist/, CommonJS with types, ESM entries to the same classes, and the parts of the scripts for the hosts.
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { run } from "../lab/machine/run";

const root = join(__dirname, "..");
const dist = join(root, "dist");
const scriptFolders = [...["agent", "observe"].map((name) => join("components", "hosts", name)), join("cli", "status"), join("cli", "drill")];

async function compile(): Promise<void> {
  await run(process.execPath, [require.resolve("typescript/bin/tsc"), "--project", "tsconfig.build.json"], { cwd: root });
}

function copyScripts(): void {
  for (const folder of scriptFolders) {
    mkdirSync(join(dist, folder), { recursive: true });
    for (const script of readdirSync(join(root, folder)).filter((name) => name.endsWith(".sh"))) cpSync(join(root, folder, script), join(dist, folder, script));
  }
}

/** Two loaded copies would be two classes, and `instanceof` would fail between an ESM program and a CommonJS one; so ESM gets the CommonJS one by name. */
function writeEsmEntry(folder: string): void {
  const entry = join(folder, "index.js");
  const names = Object.keys(createRequire(__filename)(entry) as object).sort();
  writeFileSync(join(folder, "index.mjs"), `import library from "./index.js";\nexport const { ${names.join(", ")} } = library;\n`);
  writeFileSync(join(folder, "index.d.mts"), 'export * from "./index.js";\n');
}

async function build(): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  await compile();
  copyScripts();
  for (const folder of [[], ["services"]]) writeEsmEntry(join(dist, "components", ...folder));
  chmodSync(join(dist, "cli", "main.js"), 0o755);
}

build().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
