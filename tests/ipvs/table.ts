// IPVS's table on a host, and the wait until kube-vip has filled it, which it does as it is told of Nodes.
import { setTimeout as sleep } from "node:timers/promises";
import { parseIpvs } from "../../components/hosts/ipvs";
import type { Lab } from "../../lab/session";

const LIMIT_MS = 60_000;

/** How IPVS sends to each back end of the VIP, by address: `Local`, `Masq`, `Route`, `Tunnel`. Undefined where it has no service. */
export async function tableOn(lab: Lab, host: string): Promise<Record<string, string> | undefined> {
  const { stdout } = await lab.on(host, "cat /proc/net/ip_vs", { reject: false });
  const entries = stdout.split("\n").flatMap((line) => {
    const [first = "", second = "", third = "", fourth = ""] = line.trim().split(/\s+/);
    if (first === "TCP") return [`${second} ${third}`];
    return first === "->" && second !== "RemoteAddress:Port" ? [`-> ${second} ${third} ${fourth}`] : [];
  });
  const backends = parseIpvs(entries.join(";")).find(({ address }) => address === lab.vip)?.backends;
  return backends && Object.fromEntries(backends.map(({ address, forward }) => [address, forward]));
}

/** Seconds until exactly these hosts are back ends on `holder`. @throws after a minute */
export async function secondsUntilBackends(lab: Lab, holder: string, hosts: readonly string[]): Promise<number> {
  const wanted = addressesOf(lab, hosts).join();
  const start = Date.now();
  for (;;) {
    const seen = Object.keys((await tableOn(lab, holder)) ?? {}).sort().join();
    const seconds = (Date.now() - start) / 1000;
    if (seen === wanted) return seconds;
    if (seconds * 1000 > LIMIT_MS) throw new Error(`after ${seconds} s IPVS on ${holder} has the back ends ${seen || "(none)"}, not ${wanted}`);
    await sleep(1000);
  }
}

/** In the order of their texts. */
export function addressesOf(lab: Lab, hosts: readonly string[]): string[] {
  return lab.hosts.filter(({ name }) => hosts.includes(name)).map(({ address }) => address).sort();
}
