// A program of a user's own: like the repository's, but its component's name, and that of its parent, come from the configuration.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ProgramFolder, programFolder } from "../lab/programFolder";
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

export async function ownProgram(): Promise<ProgramFolder> {
  const folder = await programFolder("own");
  await writeFile(join(folder.dir, "index.ts"), PROGRAM);
  await writeFile(join(folder.dir, "Pulumi.yaml"), await readFile(join(REPOSITORY, "Pulumi.yaml")));
  return folder;
}
