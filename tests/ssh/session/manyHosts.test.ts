// Looks at many hosts: how many at a time, within which time, and that one host's trouble is no other's.
import { Connector, type ResolvedConnection } from "../../../components/hosts/session";
import { until } from "../commandProvider/conformance/fixture";
import { startStalledPort } from "../commandProvider/conformance/stalledPort";
import { freePort, startSshd, type Sshd } from "../sshd";
import { observeAll, startCable, startFixture, startOddServer, type Fixture } from "./fixture";

let fixture: Fixture;
let other: Sshd;
beforeAll(async () => void ([fixture, other] = await Promise.all([startFixture(), startSshd()])));
afterAll(async () => {
  await fixture?.stop();
  await other?.stop();
});
const logins = () => fixture.sshd.log().split("Accepted publickey").length - 1;
const many = (count: number, changes: Partial<ResolvedConnection> = {}) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`cp${index + 1}`, fixture.connection(changes)]));

it("logs in to 100 hosts, once each and 16 at a time, and speaks with all at once", async () => {
  const before = logins();
  let [connected, mostAtOnce] = [0, 0];
  const cable = await startCable(fixture.sshd.port, 0, (open) => (mostAtOnce = Math.max(mostAtOnce, open - connected)));
  const connector = new Connector({ parallel: 16 });
  const speak = async ([key, connection]: [string, ResolvedConnection]): Promise<string> => {
    const session = await connector.connect(connection, { deadlineMs: 180_000, name: key });
    connected++;
    return (await session.run(`printf ${key}`, { deadlineMs: 180_000 })).stdout;
  };
  const hosts = many(100, { port: cable.port });
  expect(await Promise.all(Object.entries(hosts).map(speak))).toEqual(Object.keys(hosts));
  expect([cable.open(), logins() - before]).toEqual([100, 100]);
  expect(mostAtOnce).toBe(16);
  connector.close();
  await until(() => cable.open() === 0);
  await cable.stop();
}, 240_000);

it("tells of each host that cannot be seen why, by its key, beside those that can", async () => {
  const [stalled, silent] = await Promise.all([startStalledPort(), startOddServer(() => undefined)]);
  const start = performance.now();
  try {
    const looks = await observeAll({
      well: fixture.connection(),
      refuses: fixture.connection({ port: await freePort() }),
      stalls: fixture.connection({ port: stalled.port }),
      silent: fixture.connection({ port: silent.port }),
      replaced: fixture.connection({ hostKey: other.hostKeys.ed25519 }),
      stranger: fixture.connection({ privateKey: other.privateKey }),
      hangs: fixture.connection(),
    }, async (session, key) => (await session.run(key === "hangs" ? "sleep 3" : "echo well", { deadlineMs: 2000 })).stdout, 3000);
    expect(looks).toEqual({
      well: "well\n",
      refuses: expect.stringMatching(/^refuses \(127.* refuses connections/),
      stalls: expect.stringMatching(/^stalls \(.* did not answer a TCP connection within [23](\.\d)? s/),
      silent: expect.stringMatching(/^silent \(.* did not finish the SSH login within [23](\.\d)? s/),
      replaced: expect.stringMatching(/^replaced \(.* shows another host key/),
      stranger: expect.stringMatching(/^stranger \(.* refuses the login/),
      hangs: expect.stringMatching(/^A command on hangs \(.* did not end within 2 s/),
    });
    expect(performance.now() - start).toBeLessThan(10_000);
  } finally {
    await Promise.all([stalled.stop(), silent.stop()]);
  }
});

it("keeps to the deadline however many hosts wait for their turn, and says which were not asked", async () => {
  const silent = await startOddServer(() => undefined);
  const start = performance.now();
  const looks = await observeAll(many(6, { port: silent.port }), async () => "seen", 1500, 2);
  expect(performance.now() - start).toBeLessThan(8000);
  expect(Object.values(looks)).toEqual([
    ...Array.from({ length: 2 }, () => expect.stringContaining("did not finish the SSH login")),
    ...Array.from({ length: 4 }, () => expect.stringMatching(/^cp[3-6] \(.*\) was not asked: other hosts took all of the 1\.5 s\.$/)),
  ]);
  await until(() => silent.open() === 0);
  await silent.stop();
});
