// The files of this repository, without what was installed or built.
import { readdirSync } from "node:fs";
import { join } from "node:path";

export const repository = join(__dirname, "..");

const NOT_OURS = new Set(["node_modules", "dist", "coverage", ".git"]);

/** Paths relative to the repository, sorted. Works without git, as in an unpacked archive. */
export function repositoryFiles(folder = ""): string[] {
  const entries = readdirSync(join(repository, folder), { withFileTypes: true }).filter(({ name }) => !NOT_OURS.has(name));
  return entries.flatMap((entry) => (entry.isDirectory() ? repositoryFiles(join(folder, entry.name)) : entry.isFile() ? [join(folder, entry.name)] : [])).sort();
}
