// Reads the settings that `render` is given: arguments of KubeVip, or the Ansible role's variables.
import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import type { Problem } from "../../components/settings/problems";
import { type ResolvedArgs, resolveSettings } from "../../components/settings/resolve";
import { fromRoleVariables } from "../../components/settings/roleVariables";
import type { Settings } from "../../components/settings/settings";

export interface Source {
  /** Settings file, YAML or JSON. */
  readonly file: string;
  /** The file is a group_vars file of the Ansible role. */
  readonly roleVariables: boolean;
  /** Ansible inventory that names the hosts; with role variables only. */
  readonly inventory?: string;
}

export interface Found {
  /** Absent when a problem is an error, and when `enabled` is false. */
  readonly settings?: Settings;
  /** False: the settings ask for no kube-vip at all. */
  readonly enabled: boolean;
  readonly problems: readonly Problem[];
}

/** Throws a sentence when a file cannot be read, or does not hold a map. */
export function readSettings({ file, roleVariables, inventory }: Source): Found {
  const text = readText(file);
  if (!roleVariables) return resolve(readArguments(text, file), []);
  const role = fromRoleVariables({ variables: text, ...(inventory === undefined ? {} : { inventory: readText(inventory) }) });
  if (!role.enabled || !role.args) return { enabled: role.enabled, problems: role.problems };
  return resolve(role.args, role.problems);
}

/** How hosts are reached does not matter here, so nothing about SSH needs to be there, and nothing about it is judged. */
function resolve(args: ResolvedArgs, before: readonly Problem[]): Found {
  const hosts: unknown = args.hosts;
  const keys = typeof hosts === "object" && hosts !== null ? Object.keys(hosts) : [];
  const unknown = ["ssh", ...keys.map((key) => `hosts.${key}.ssh`)];
  const judged = resolveSettings(args, { unknown });
  // A manifest that is printed shows nobody a password, so what needs consent on a host is only told, also where role variables have no word for it.
  const consents = judged.problems.filter(({ id }) => id === "bgp-password-mirror-pod").map((problem) => ({ ...problem, severity: "warning" as const }));
  const { settings, problems } = consents.length === 0 ? judged : resolveSettings({ ...args, bgp: { ...args.bgp, passwordsInMirrorPod: true } }, { unknown });
  const all = [...before, ...consents, ...problems.filter((problem) => !before.some(({ id, field }) => id === problem.id && field === problem.field))];
  if (args.enabled === false || !settings) return { enabled: args.enabled !== false, problems: all };
  return { settings, enabled: true, problems: all };
}

/** Arguments of KubeVip as a file holds them. Throws a sentence when it is not YAML or JSON, or no map. */
export function readArguments(text: string, file: string): ResolvedArgs {
  const document = parseDocument(text, { prettyErrors: true });
  const fault = document.errors[0];
  // The excerpt that the parser adds below its first line may show a secret.
  if (fault) throw new Error(`${file} is not YAML or JSON: ${fault.message.split("\n")[0]?.replace(/:$/, "")}.`);
  const args: unknown = document.toJS();
  if (typeof args !== "object" || args === null || Array.isArray(args)) throw new Error(`${file} does not hold a map of arguments (vip, hosts and so on).`);
  return args as ResolvedArgs; // resolveSettings judges the shape, whatever it is given.
}

/** Throws a sentence when it cannot be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
  }
}
