// The sessions of a control plane: kept between looks, made anew when lost, and never the cause of a failed look at other hosts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { clusterOf } from "../../../cli/cluster/cluster";
import { type Connecting, openFleet } from "../../../cli/cluster/fleet";
import type { ResolvedConnection, Session } from "../../../components/hosts/session";
import { goodArgs } from "../../settings/samples";

/** What the reading script printed on a host of the lab. */
const ANSWER = readFileSync(join(__dirname, "../../hosts/observe/recorded/holder.txt"), "utf8");
const cluster = clusterOf(goodArgs(), "the test");

class FakeConnections implements Connecting {
  readonly made: string[] = [];
  readonly lose: (() => void)[] = [];
  closed = false;

  connect({ host }: ResolvedConnection, { name = "" }: { name?: string }): Promise<Session> {
    this.made.push(name);
    if (host === "192.168.1.13") return Promise.reject(new Error(`${name} refuses connections.`));
    const lost = new Promise<string>((resolve) => this.lose.push(() => resolve("gone")));
    return Promise.resolve({ lost, run: () => Promise.resolve({ stdout: ANSWER, stderr: "", code: 0 }) } as unknown as Session);
  }

  close(): void {
    this.closed = true;
  }
}

it("A fleet looks at all hosts, keeps what sessions it has, and says of each other host why not", async () => {
  const connections = new FakeConnections();
  const fleet = openFleet(cluster, connections);
  const first = await fleet.look(1000);
  expect(first).toMatchObject({ cp1: { kind: "seen", facts: { system: { osId: "debian" } } }, cp2: { kind: "seen" }, cp3: { kind: "unseen", reason: "cp3 refuses connections." } });
  await fleet.look(1000);
  expect(connections.made).toEqual(["cp1", "cp2", "cp3", "cp3"]);
  fleet.close();
  expect(connections.closed).toBe(true);
});

it("A fleet connects anew to a host whose session was lost", async () => {
  const connections = new FakeConnections();
  const fleet = openFleet(cluster, connections);
  await fleet.session("cp1", 1000);
  connections.lose[0]!();
  await new Promise(setImmediate);
  await fleet.session("cp1", 1000);
  await fleet.session("cp1", 1000);
  expect(connections.made).toEqual(["cp1", "cp1"]);
});
