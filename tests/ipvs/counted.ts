// New TLS connections to the VIP from a client that is none of the hosts, counted at the API servers themselves.
import { join } from "node:path";
import type { Lab } from "../../lab/session";

/** A path that neither kubelet nor kube-vip nor the agent asks for, so that the API servers' own counters tell of these connections alone. */
const PATH = "/livez";
const COUNTER = /^apiserver_request_total\{[^}]*subresource="\/livez"[^}]*\} (\S+)$/gm;

export interface Counted {
  readonly answered: number;
  /** TCP connections made. */
  readonly connections: number;
  /** Requests that each API server counted, by host. */
  readonly reached: Readonly<Record<string, number>>;
}

/** Makes so many connections, one after the other. @param hosts whose API servers are up; default: all */
export async function connect(lab: Lab, times: number, hosts: readonly string[] = lab.hosts.map(({ name }) => name)): Promise<Counted> {
  const before = await countersOf(lab, hosts);
  const options = ["-s", "--noproxy", "*", "--cacert", `${lab.dir}/pki/ca.crt`, "--http1.1", "-H", "Connection: close", "--no-sessionid", "--connect-timeout", "4", "--max-time", "8", "-o", "/dev/null", "-w", "%{http_code} %{num_connects}\n"];
  const { stdout } = await lab.inside("curl", [...options, `https://${lab.vip}:6443${PATH}?[1-${times}]`], { reject: false, timeoutMs: 10 * 60_000 });
  const lines = stdout.split("\n").filter((line) => line !== "").map((line) => line.split(" "));
  const after = await countersOf(lab, hosts);
  return {
    answered: lines.filter(([code]) => code === "200").length,
    connections: lines.reduce((sum, [, made]) => sum + Number(made), 0),
    reached: Object.fromEntries(hosts.map((host) => [host, after[host]! - before[host]!])),
  };
}

/** From each host's own address. */
async function countersOf(lab: Lab, hosts: readonly string[]): Promise<Record<string, number>> {
  const pki = (name: string) => join(lab.dir, "pki", name);
  const counters = lab.hosts.filter(({ name }) => hosts.includes(name)).map(async ({ name, address }) => {
    const { stdout } = await lab.inside("curl", ["-sS", "--fail", "--noproxy", "*", "-m", "30", "--cacert", pki("ca.crt"), "--cert", pki("admin.crt"), "--key", pki("admin.key"), `https://${address}:6443/metrics`]);
    return [name, [...stdout.matchAll(COUNTER)].reduce((sum, [, count]) => sum + Number(count), 0)] as const;
  });
  return Object.fromEntries(await Promise.all(counters));
}

/** All were answered on connections of their own, and every one of these API servers counted at least a fifth. */
export function expectSpread({ answered, connections, reached }: Counted, times: number): void {
  expect({ answered, connections, counted: Object.values(reached).reduce((sum, count) => sum + count, 0) }).toEqual({ answered: times, connections: times, counted: times });
  for (const [host, count] of Object.entries(reached)) expect(`${host}: ${count >= times / 5 ? "enough" : count}`).toBe(`${host}: enough`);
}
