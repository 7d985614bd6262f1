// The Pulumi project that a folder belongs to.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { Unusable } from "./unusable";

export interface Project {
  readonly folder: string;
  /** Path of its Pulumi.yaml. */
  readonly file: string;
  /** The namespace of its configuration. */
  readonly name: string;
}

const NAMES = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/** As the CLI does, looks in the folder and in those above it. @throws Unusable */
export function findProject(start: string): Project {
  for (let folder = start; ; folder = dirname(folder)) {
    const file = NAMES.map((name) => join(folder, name)).find((path) => existsSync(path));
    if (file !== undefined) return { folder, file, name: nameIn(file) };
    if (dirname(folder) === folder) throw new Unusable(`There is no Pulumi.yaml in ${start} or above it. Give --settings FILE, or with --cwd the folder of the stack program.`);
  }
}

function nameIn(file: string): string {
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Unusable(`${file} cannot be read: ${(error as Error).message.split("\n")[0]}`, { cause: error });
  }
  const name: unknown = typeof content === "object" && content !== null ? (content as Record<string, unknown>)["name"] : undefined;
  if (typeof name !== "string" || name === "") throw new Unusable(`${file} names no project.`);
  return name;
}
