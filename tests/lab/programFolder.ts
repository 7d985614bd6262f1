// A folder for a Pulumi program of a user's own, where the library is this repository.
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { REPOSITORY } from "./stack";

/** Pulumi compiles the library from its sources there: without `esModuleInterop` its look at the hosts fails (ssh2 is a CommonJS module). */
const TYPESCRIPT = { compilerOptions: { target: "es2022", module: "commonjs", moduleResolution: "node10", skipLibCheck: true, noEmit: true, esModuleInterop: true } };

export interface ProgramFolder {
  readonly dir: string;
  remove(): Promise<void>;
}

/** @param name for whoever finds it */
export async function programFolder(name: string): Promise<ProgramFolder> {
  const dir = await mkdtemp(join(tmpdir(), `kube-vip-${name}-`));
  await symlink(join(REPOSITORY, "node_modules"), join(dir, "node_modules"));
  await writeFile(join(dir, "tsconfig.json"), JSON.stringify(TYPESCRIPT));
  return { dir, remove: () => rm(dir, { recursive: true }) };
}
