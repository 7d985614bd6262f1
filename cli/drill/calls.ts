// What a drill runs on the hosts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asRoot, words } from "../../components/hosts/calls/caller";
import type { Settings } from "../../components/settings/settings";

const AGENT = join(__dirname, "..", "..", "components", "hosts", "agent");

/** Parts of the agent, and the drill's own after them. */
function script(parts: readonly string[], own: string): string {
  return [...parts.map((part) => join(AGENT, `${part}.sh`)), join(__dirname, own)].map((file) => readFileSync(file, "utf8")).join("\n");
}

export function watchScript(): string {
  return script(["say", "time", "api", "probe"], "watch.sh");
}

export function stepDownScript(): string {
  return script(["say", "lock", "time", "process"], "stepDown.sh");
}

function onStdin(user: string, options: Record<string, string>): string {
  return asRoot(user, ["sh", "-s", "--", ...words("", options).slice(1)]);
}

/** Standard input: the script; its end ends the watch. Standard output: lines for a `GapMeter`. Dual-stack VIPs move together, so the first is asked. */
export function watchCall(user: string, key: string, settings: Settings, limitSeconds: number): string {
  return onStdin(user, { host: key, vip: settings.vips[0] ?? "", port: String(settings.loadBalancer.port), kubeconfig: settings.paths.kubeconfig, limit: String(Math.ceil(limitSeconds)) });
}

/** Standard input: the script. Standard output: how kube-vip was stopped: `crictl`, `docker` or `signal`. */
export function stepDownCall(user: string, key: string, settings: Settings): string {
  return onStdin(user, { host: key, programs: settings.paths.programs, runtime: settings.containerRuntime });
}
