// The lab's own project folder for a stack program: the program stays where it is, and its Pulumi.yaml untouched.
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";

export interface ConfigValue {
  /** Text. Of an object, list, number or boolean in the project's config schema: its JSON. */
  value: string;
  /** true: stored encrypted. Default: false. */
  secret?: boolean;
}

export type StackConfig = Record<string, ConfigValue>;

interface ProjectFile {
  name: string;
  main?: string;
  config?: Record<string, { type?: string } | string>;
  [key: string]: unknown;
}

export interface LabProject {
  /** The project's name: the namespace of its config keys. */
  name: string;
  file: ProjectFile;
}

/**
 * Writes a Pulumi.yaml that runs the program from its own folder, so that its modules are found as ever.
 * @param program folder of a Pulumi program, with its Pulumi.yaml
 * @param standIn folder of the command provider's stand-in; undefined when a real plugin is on PATH
 */
export async function writeProject(folder: string, program: string, standIn: string | undefined): Promise<LabProject> {
  const original = parse(await readFile(join(program, "Pulumi.yaml"), "utf8")) as ProjectFile;
  const plugins = standIn === undefined ? {} : { plugins: { providers: [{ name: "command", path: standIn, version: "1.2.1" }] } };
  const file = { ...original, main: resolve(program, original.main ?? "."), ...plugins };
  await writeFile(join(folder, "Pulumi.yaml"), stringify(file));
  return { name: original.name, file };
}

/** Adds the values that are no secrets to the stack's file. Keys without a namespace get the project's. */
export async function writePlainConfig(folder: string, stack: string, project: LabProject, config: StackConfig): Promise<void> {
  const path = join(folder, `Pulumi.${stack}.yaml`);
  const settings = parse(await readFile(path, "utf8")) as { config?: Record<string, unknown> };
  const plain = Object.entries(config).filter(([, { secret }]) => !secret);
  const values = plain.map(([key, { value }]) => [namespaced(project, key), typedValue(project, key, value)]);
  await writeFile(path, stringify({ ...settings, config: { ...settings.config, ...Object.fromEntries(values) } }));
}

function namespaced(project: LabProject, key: string): string {
  return key.includes(":") ? key : `${project.name}:${key}`;
}

/** The CLI holds a value to the type in the project's schema, where text of JSON is not an object. */
function typedValue(project: LabProject, key: string, value: string): unknown {
  const schema = project.file.config?.[key];
  const type = typeof schema === "object" ? (schema.type ?? "string") : "string";
  return type === "string" ? value : (JSON.parse(value) as unknown);
}
