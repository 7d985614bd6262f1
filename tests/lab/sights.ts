// What the hosts of a lab show: who holds the VIP, whether it answers, what of ours is there.
import { setTimeout as sleep } from "node:timers/promises";
import { vipAnswers } from "../../lab/demo/floor";
import { lan } from "../../lab/network/addresses";
import type { Lab } from "../../lab/session";

const MANIFEST = "/etc/kubernetes/manifests/kube-vip.yaml";

export { vipAnswers };

/** Seconds until the VIP answers, asked five times a second; throws after `limit` seconds. */
export async function secondsUntilAnswer(lab: Lab, limit: number, vip = lab.vip): Promise<number> {
  const start = Date.now();
  while (!(await vipAnswers(lab, vip))) {
    if (Date.now() - start > limit * 1000) throw new Error(`the VIP ${vip} did not answer within ${limit} s`);
    await sleep(200);
  }
  return (Date.now() - start) / 1000;
}

/** Hosts with the VIP on an interface. */
export async function vipHolders(lab: Lab, vip = lab.vip): Promise<string[]> {
  const held = await Promise.all(lab.hosts.map(async ({ name }) => ((await lab.on(name, `ip -o addr show to ${vip}`)).stdout === "" ? [] : [name])));
  return held.flat();
}

export interface Manifest {
  readonly text: string;
  readonly mode: string;
}

/** The manifest as it lies on a host; undefined when there is none. */
export async function manifestOn(lab: Lab, host: string): Promise<Manifest | undefined> {
  const { stdout, exitCode } = await lab.on(host, `stat -c %a ${MANIFEST} && cat ${MANIFEST}`, { reject: false });
  if (exitCode !== 0) return undefined;
  const [mode = "", ...lines] = stdout.split("\n");
  return { mode, text: lines.join("\n") };
}

/** Everything that our component may leave on a host, a line each. Containers are kubelet's to clear away, so they get a while. */
async function tracesOn(lab: Lab, host: string): Promise<string[]> {
  const look = `
    ls -A /etc/kubernetes/manifests
    ls -d /var/lib/pulumi-kube-vip /etc/modules-load.d/pulumi-kube-vip.conf /run/pulumi-kube-vip* 2>/dev/null
    ip -o addr show | grep -F ${[...lan.vips, ...lan.vips6].map((vip) => `-e ' ${vip}/'`).join(" ")}
    tail -n +4 /proc/net/ip_vs 2>/dev/null
    for tables in iptables-legacy ip6tables-legacy; do $tables -t nat -S POSTROUTING 2>/dev/null | grep ipvs; done
    grep -lsx kube-vip /proc/[0-9]*/comm
    crictl ps -a --name kube-vip -q`;
  for (let waited = 0; ; waited += 2) {
    const { stdout } = await lab.on(host, look, { reject: false });
    const lines = stdout.split("\n").filter((line) => line !== "");
    if (lines.length === 0 || waited >= 60) return lines;
    await sleep(2000);
  }
}

/** What our component left on the hosts, by host, but on those without power; an empty object: no trace anywhere. */
export async function traces(lab: Lab, off: readonly string[] = []): Promise<Record<string, string[]>> {
  const names = lab.hosts.map(({ name }) => name).filter((name) => !off.includes(name));
  const found = await Promise.all(names.map(async (name) => [name, await tracesOn(lab, name)] as const));
  return Object.fromEntries(found.filter(([, lines]) => lines.length > 0));
}

/** Manifests as they lie on the hosts, by host. */
export async function manifests(lab: Lab): Promise<Record<string, Manifest | undefined>> {
  return Object.fromEntries(await Promise.all(lab.hosts.map(async ({ name }) => [name, await manifestOn(lab, name)] as const)));
}

/** Ids of the kube-vip containers that run, by host. */
export async function containers(lab: Lab, hosts = lab.hosts.map(({ name }) => name)): Promise<Record<string, string>> {
  return Object.fromEntries(await Promise.all(hosts.map(async (name) => [name, await containerOn(lab, name)] as const)));
}

/** Id of the kube-vip container that runs on a host. */
async function containerOn(lab: Lab, host: string): Promise<string> {
  return (await lab.on(host, "crictl ps --name kube-vip -q --no-trunc")).stdout.trim();
}

/** Until every guard has done what it was left to do. */
export async function guardsGone(lab: Lab): Promise<void> {
  for (let waited = 0; waited < 180; waited += 3) {
    const held = await Promise.all(lab.hosts.map(({ name }) => lab.on(name, "ls -d /run/pulumi-kube-vip.rollout", { reject: false })));
    if (held.every(({ stdout }) => stdout === "")) return;
    await sleep(3000);
  }
  throw new Error("a guard is still there after three minutes");
}
