// Looks at many hosts: how many at a time, within which time, and that one host's trouble is no other's.
import { observeAll, type ResolvedConnection } from "../../../components/hosts/session";
import { until } from "../commandProvider/conformance/fixture";
import { startStalledPort } from "../commandProvider/conformance/stalledPort";
import { freePort, startSshd, type Sshd } from "../sshd";
import { startFixture, startOddServer, type Fixture } from "./fixture";

let fixture: Fixture;
let other: Sshd;
beforeAll(async () => void ([fixture, other] = await Promise.all([startFixture(), startSshd()])));
afterAll(async () => {
  await fixture?.stop();
  await other?.stop();
});
const logins = () => fixture.sshd.log().split("Accepted publickey").length - 1;
const many = (count: number, changes: Partial<ResolvedConnection> = {}) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`cp${index + 1}`, fixture.connection(changes)]));

it("sees 100 hosts by one connection each, no more than 16 at a time, and leaves none open", async () => {
  const before = logins();
  let now = 0;
  let most = 0;
  const looks = await observeAll(many(100), async (session, key) => {
    most = Math.max(most, ++now);
    const { stdout } = await session.run(`printf ${key}`, { deadlineMs: 30_000 });
    now--;
    return stdout;
  }, { deadlineMs: 60_000, parallel: 16 });
  expect(Object.entries(looks).filter(([key, look]) => look.kind !== "seen" || look.value !== key)).toEqual([]);
  expect(Object.keys(looks)).toEqual(Object.keys(many(100)));
  expect(most).toBeLessThanOrEqual(16);
  expect(most).toBeGreaterThan(4);
  expect(logins() - before).toBe(100);
  await until(() => fixture.sshd.log().split("Received disconnect").length - 1 >= 100);
}, 120_000);

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
      broken: fixture.connection(),
    }, async (session, key) => {
      if (key === "broken") throw new Error("its answer could not be read");
      return (await session.run(key === "hangs" ? "sleep 60" : "echo well", { deadlineMs: 60_000 })).stdout;
    }, { deadlineMs: 3000 });
    expect(looks).toEqual({
      well: { kind: "seen", value: "well\n" },
      refuses: { kind: "unseen", reason: expect.stringMatching(/^refuses \(127.* refuses connections/) },
      stalls: { kind: "unseen", reason: expect.stringMatching(/^stalls \(.* did not answer a TCP connection within [23](\.\d)? s/) },
      silent: { kind: "unseen", reason: expect.stringMatching(/^silent \(.* did not finish the SSH login within/) },
      replaced: { kind: "unseen", reason: expect.stringMatching(/^replaced \(.* shows another host key/) },
      stranger: { kind: "unseen", reason: expect.stringMatching(/^stranger \(.* refuses the login/) },
      hangs: { kind: "unseen", reason: "hangs answered, but not all that was asked within 3 s." },
      broken: { kind: "unseen", reason: "its answer could not be read" },
    });
    expect(performance.now() - start).toBeLessThan(10_000);
  } finally {
    await Promise.all([stalled.stop(), silent.stop()]);
  }
});

it("keeps to the time for all, and says which hosts were not asked", async () => {
  const silent = await startOddServer(() => undefined);
  const start = performance.now();
  const looks = await observeAll(many(6, { port: silent.port }), async () => "seen", { deadlineMs: 1000, totalMs: 1500, parallel: 2 });
  expect(performance.now() - start).toBeLessThan(8000);
  expect(Object.values(looks).map((look) => look.kind === "unseen" && look.reason)).toEqual([
    ...Array.from({ length: 4 }, () => expect.stringContaining("did not finish the SSH login")),
    "cp5 was not asked: the time for all hosts was over.",
    "cp6 was not asked: the time for all hosts was over.",
  ]);
  await until(() => silent.open() === 0);
  await silent.stop();
});

it("is done at once with no hosts", async () => expect(await observeAll({}, async () => "seen", { deadlineMs: 1 })).toEqual({}));
