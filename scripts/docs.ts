// `npm run docs`: writes the tables of arguments, outputs and configuration from the docstrings, and the findings from their catalogue; with `--check` it only says whether they are up to date.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findingSections, findingTable } from "./docs/findings";
import { blocks, filled } from "./docs/markdown";
import { readReference, type Reference, root, undocumented } from "./docs/reference";

/** Files with generated blocks, and where their links lead. */
export const FILES = [{ path: "README.md", links: "docs/reference.md" }, { path: "docs/reference.md", links: "" }, { path: "docs/findings.md", links: "reference.md" }] as const;

/** Paths of files whose generated blocks are not what the docstrings say; `write` brings them up to date. */
export function outdated(reference: Reference, write: boolean): string[] {
  return FILES.filter(({ path, links }) => {
    const file = join(root, path);
    const text = readFileSync(file, "utf8");
    const wanted = filled(text, { ...blocks(reference, links), findings: findingSections(), "finding-table": findingTable() });
    if (wanted === text) return false;
    if (write) writeFileSync(file, wanted);
    return true;
  }).map(({ path }) => path);
}

function main(): void {
  const check = process.argv.includes("--check");
  const reference = readReference();
  const missing = undocumented(reference);
  const changed = outdated(reference, !check);
  if (missing.length > 0) console.error(`Without a docstring: ${missing.join(", ")}`);
  for (const path of changed) console.log(check ? `${path} is not up to date: run \`npm run docs\`` : `${path}: written`);
  if (missing.length > 0 || (check && changed.length > 0)) process.exitCode = 1;
}

if (require.main === module) main();
