// What a benchmark looks for on the hosts: that kube-vip runs with a setting, or not at all.
import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "../lab/session";
import { vipAnswers } from "../lab/demo/floor";

/** Seconds after which a measurement is given up. */
const LIMIT_SECONDS = 600;

export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const start = Date.now();
  while (!(await holds())) {
    if (Date.now() - start > LIMIT_SECONDS * 1000) throw new Error(`${what}: not so after ${LIMIT_SECONDS} s`);
    await sleep(100);
  }
}

export function untilVipAnswers(lab: Lab): Promise<void> {
  return until("the VIP answers", () => vipAnswers(lab));
}

/** kube-vip's environment has this line on every host: `vip_leaseduration=16`. */
export async function untilAllRunWith(lab: Lab, line: string): Promise<void> {
  const look = `for comm in $(grep -lx kube-vip /proc/[0-9]*/comm); do grep -lzx '${line}' "\${comm%comm}environ"; done 2>/dev/null`;
  await Promise.all(lab.hosts.map(({ name }) => until(`kube-vip on ${name} runs with ${line}`, async () => (await lab.on(name, look, { reject: false })).stdout !== "")));
}

export async function untilGone(lab: Lab): Promise<void> {
  const look = `grep -lx kube-vip /proc/[0-9]*/comm; ip -o addr show to ${lab.vip}`;
  await Promise.all(lab.hosts.map(({ name }) => until(`kube-vip is gone from ${name}`, async () => (await lab.on(name, look, { reject: false })).stdout === "")));
}

/** The host with the VIP on an interface. @throws unless there is exactly one */
export async function holderOf(lab: Lab): Promise<string> {
  const held = await Promise.all(lab.hosts.map(async ({ name }) => ((await lab.on(name, `ip -o addr show to ${lab.vip}`)).stdout === "" ? [] : [name])));
  const [holder, ...more] = held.flat();
  if (holder === undefined || more.length > 0) throw new Error(`the VIP is held by ${held.flat().join(" and ") || "no host"}`);
  return holder;
}
