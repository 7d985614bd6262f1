// A lab's network namespace: a bridge with one tap per host. Nothing of a lab's traffic reaches the machine's own network.
import { execFileSync } from "node:child_process";
import { run } from "../machine/run";
import { hostNames, hostNetwork, lan } from "./addresses";

/** ip(8) commands, one a line, that furnish an empty namespace. */
export function networkPlan(): string {
  const taps = hostNames.map(hostNetwork).flatMap(({ tap }) => [`tuntap add dev ${tap} mode tap`, `link set ${tap} master ${lan.bridge} up`]);
  return [
    "link set lo up",
    `link add ${lan.bridge} type bridge`,
    `address add ${lan.gateway}/${lan.prefix} dev ${lan.bridge}`,
    `address add ${lan.gateway6}/${lan.prefix6} dev ${lan.bridge} nodad`,
    `link set ${lan.bridge} up`,
    ...taps,
    "",
  ].join("\n");
}

export async function createNamespace(namespace: string): Promise<void> {
  await run("ip", ["netns", "add", namespace]);
  await run("ip", ["-netns", namespace, "-batch", "-"], { input: networkPlan() });
}

export async function namespaceExists(namespace: string): Promise<boolean> {
  const { stdout } = await run("ip", ["-json", "netns", "list"]);
  const names = JSON.parse(stdout || "[]") as { name: string }[];
  return names.some(({ name }) => name === namespace);
}

/** Ids of the processes that run in the namespace, none when there is no such namespace. */
export function processesIn(namespace: string): number[] {
  try {
    const out = execFileSync("ip", ["netns", "pids", namespace], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return out.split("\n").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Removes the namespace's name; its bridge and taps go with the last process in it. Synchronous, so that it also works while this process exits. */
export function removeNamespace(namespace: string): void {
  try {
    execFileSync("ip", ["netns", "delete", namespace], { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    if (!/No such file|ENOENT/.test(String(error))) throw error; // no such namespace, or no ip(8) and hence none at all
  }
}
