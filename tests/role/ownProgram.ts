// A program of a user's own: like the repository's, but its component's name, and that of its parent, come from the configuration.
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { REPOSITORY } from "../lab/stack";

const PROGRAM = `
  import { KubeVip } from ${JSON.stringify(join(REPOSITORY, "components"))};
  import { argsFromConfig } from ${JSON.stringify(join(REPOSITORY, "stack", "config"))};
  import * as pulumi from "@pulumi/pulumi";
  const config = new pulumi.Config();
  class Place extends pulumi.ComponentResource {
    constructor(name: string) {
      super("lab:index:Place", name);
    }
  }
  const parent = config.get("parent");
  const vip = new KubeVip(config.require("name"), argsFromConfig(config), parent === undefined ? {} : { parent: new Place(parent) });
  export const { endpoint, holder, healthz, hosts } = vip;`;

const TYPESCRIPT = { compilerOptions: { target: "es2022", module: "commonjs", moduleResolution: "node10", skipLibCheck: true, noEmit: true } };

/** @returns the program's folder; `remove` takes it away. */
export async function ownProgram(): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "kube-vip-own-"));
  await symlink(join(REPOSITORY, "node_modules"), join(dir, "node_modules"));
  await writeFile(join(dir, "index.ts"), PROGRAM);
  await writeFile(join(dir, "tsconfig.json"), JSON.stringify(TYPESCRIPT));
  await writeFile(join(dir, "Pulumi.yaml"), await readFile(join(REPOSITORY, "Pulumi.yaml")));
  return { dir, remove: () => rm(dir, { recursive: true }) };
}
