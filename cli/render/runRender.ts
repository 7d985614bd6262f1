// The `render` command: manifests for a settings file, without touching any host.
import { PLACEHOLDER_PATTERN, renderManifest, renderPod } from "../../components/manifest";
import { formatProblems } from "../../components/settings/resolve";
import type { Settings } from "../../components/settings/settings";
import { type Found, readSettings, type Source } from "./readSettings";

export interface RenderOptions extends Source {
  /** Only this host. */
  readonly host?: string;
  readonly format: "yaml" | "json";
}

export interface Streams {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

/** Prints the manifests to `out`, problems and hints to `err`. Returns the exit code: 1 when a problem is an error. */
export function runRender(options: RenderOptions, { out, err }: Streams): number {
  let found: Found;
  try {
    found = readSettings(options);
  } catch (error) {
    err(error instanceof Error ? error.message : String(error));
    return 1;
  }
  const { settings, enabled, problems } = found;
  if (problems.length > 0) err(formatProblems(problems));
  if (!options.roleVariables && problems.some((problem) => /^kube_(vip|apiserver)_/.test(problem.field))) err("If this file holds variables of the Ansible role, add --role-variables.");
  if (problems.some((problem) => problem.severity === "error")) return 1;
  if (!enabled || !settings) {
    err("These settings switch kube-vip off, so there is no manifest.");
    return 0;
  }
  const keys = options.host === undefined ? Object.keys(settings.hosts) : [options.host];
  const missing = keys.find((key) => !Object.hasOwn(settings.hosts, key));
  if (missing !== undefined) {
    err(`There is no host "${missing}" in ${options.file}; there are ${Object.keys(settings.hosts).join(", ")}.`);
    return 1;
  }
  out(options.format === "json" ? asJson(settings, keys) : asYaml(settings, keys));
  for (const hint of placeholderHints(settings, keys)) err(hint);
  return 0;
}

/** One document a host, each under a comment that says whose it is; the manifest itself has no comments. */
function asYaml(settings: Settings, keys: readonly string[]): string {
  return keys.map((key) => `# ${key}: ${settings.paths.manifest}\n${renderManifest(settings, key)}`).join("---\n").trimEnd();
}

/** A map from host key to `path` and `pod`. */
function asJson(settings: Settings, keys: readonly string[]): string {
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, { path: settings.paths.manifest, pod: renderPod(settings, key) }])), null, 2);
}

const MEANINGS: Readonly<Record<string, string>> = {
  interface: "the interface whose network holds the VIP",
  "router-id": "the host's own IPv4 address",
  "peers-file": `the name, with .json at its end, of a file that holds the BGP peers, which root alone may read: {"BGPConfig":{"Peers":[{"Address":"10.0.0.1","Port":179,"AS":65001,"Password":"...","MultiHop":false}]}}`,
  secret: "a BGP peer's password",
};

/** `pulumi up` fills placeholders in on the host; who takes the YAML away has to do it. */
function placeholderHints(settings: Settings, keys: readonly string[]): readonly string[] {
  const hosts = new Map<string, string[]>();
  for (const key of keys) {
    for (const [placeholder] of renderManifest(settings, key).matchAll(PLACEHOLDER_PATTERN)) {
      const known = hosts.get(placeholder) ?? [];
      if (!known.includes(key)) hosts.set(placeholder, [...known, key]);
    }
  }
  return [...hosts].map(([placeholder, of]) => `info     ${placeholder} stands for ${meaning(placeholder)} (${of.join(", ")}). Put it in before you use the manifest; \`pulumi up\` does so on the host.`);
}

function meaning(placeholder: string): string {
  const [, kind = ""] = new RegExp(PLACEHOLDER_PATTERN.source).exec(placeholder) ?? [];
  return MEANINGS[kind] ?? kind;
}
