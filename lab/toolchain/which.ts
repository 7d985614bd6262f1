// Finds programs on PATH.
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Whether `path` is a file that this process may execute. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Absolute path of the first `program` on PATH; undefined when there is none. */
export function which(program: string, path = process.env.PATH ?? ""): string | undefined {
  return path.split(delimiter).filter((folder) => folder.startsWith("/")).map((folder) => join(folder, program)).find(isExecutable);
}
