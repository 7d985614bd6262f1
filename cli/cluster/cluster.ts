// A control plane that a command looks at: its settings, and how each host is reached.
import { connectionTo } from "../../components/hosts/connection";
import type { ResolvedConnection } from "../../components/hosts/session/resolvedConnection";
import { formatProblems, type ResolvedArgs, resolveSettings } from "../../components/settings/resolve";
import type { Settings } from "../../components/settings/settings";
import { Unusable } from "./unusable";

export interface Cluster {
  readonly settings: Settings;
  /** By host key. Holds credentials: never printed. */
  readonly connections: Readonly<Record<string, ResolvedConnection>>;
  /** Texts that no output may show. */
  readonly secrets: readonly string[];
}

/** @param from what messages call the place that the arguments come from. @throws Unusable with everything that is wrong with the arguments */
export function clusterOf(args: ResolvedArgs, from: string): Cluster {
  const { settings, passwords, problems } = resolveSettings(args);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0 || settings === undefined) throw new Unusable(`${from} cannot be used; no host was contacted.\n${formatProblems(errors)}${hint(errors.map(({ id }) => id))}`);
  if (args.enabled === false) throw new Unusable(`${from} switches kube-vip off (\`enabled: false\`), so there is nothing to look at.`);
  const connections = Object.keys(settings.hosts).map((key) => [key, connectionTo(args, key)] as const);
  return { settings, connections: Object.fromEntries(connections), secrets: Object.values(passwords).filter((text) => text !== "") };
}

/** A settings file may do without anything about SSH, as `render` does. */
function hint(ids: readonly string[]): string {
  return ids.some((id) => id.startsWith("known-hosts") || id.startsWith("host-key")) ? "\n--known-hosts FILE gives host keys that the settings lack, such as ~/.ssh/known_hosts." : "";
}
