// Through one bastion: both logins by their own rules, one connection for many hosts, and failures that say at which of the two.
import { connect, Connector, type ResolvedConnection } from "../../../components/hosts/session";
import { until } from "../commandProvider/conformance/fixture";
import { freePort, startSshd, type Sshd } from "../sshd";
import { failure, observeAll, startCable, startFixture, startOddServer, type Fixture } from "./fixture";

let host: Fixture;
let bastion: Sshd;
let narrow: Sshd;
beforeAll(async () => {
  [host, bastion, narrow] = await Promise.all([startFixture(), startSshd(), startSshd({ config: ["MaxSessions 1", "MaxStartups 2:100:2", "AllowTcpForwarding yes"] })]);
});
afterAll(async () => {
  await host?.stop();
  await Promise.all([bastion?.stop(), narrow?.stop()]);
});

const proxyOf = (sshd: Sshd, changes: Partial<ResolvedConnection> = {}) => ({ host: sshd.host, port: sshd.port, user: sshd.user, privateKey: sshd.privateKey, hostKey: sshd.hostKeys.ed25519, dialErrorLimit: 0, ...changes });
const logins = (sshd: Sshd) => sshd.log().split("Accepted publickey").length - 1;

it("logs in to both with the proofs and the host key of each", async () => {
  const session = await host.connect({ proxy: proxyOf(bastion) });
  expect(await session.run("echo in", { deadlineMs: 30_000 })).toEqual({ stdout: "in\n", stderr: "", code: 0 });
});

it("ends the bastion's connection with the session", async () => {
  const closed = () => bastion.log().split("Received disconnect").length;
  const before = closed();
  (await host.connect({ proxy: proxyOf(bastion) })).close();
  await until(() => closed() > before);
});

it("serves 40 hosts by one login at a bastion that takes only two at a time", async () => {
  const before = logins(narrow);
  const connections = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`cp${index}`, host.connection({ proxy: proxyOf(narrow) })]));
  const looks = await observeAll(connections, async (session, key) => (await session.run(`echo ${key}`, { deadlineMs: 120_000 })).stdout, 120_000, 20);
  expect(looks).toEqual(Object.fromEntries(Object.keys(connections).map((key) => [key, `${key}\n`])));
  expect(logins(narrow) - before).toBe(1);
}, 150_000);

it("keeps the sessions behind one bastion apart: one that ends takes no other along", async () => {
  const connector = new Connector();
  try {
    const [one, two] = await Promise.all(["cp1", "cp2"].map((name) => connector.connect(host.connection({ proxy: proxyOf(bastion) }), { name, deadlineMs: 30_000 })));
    one!.close();
    expect((await two!.run("echo on", { deadlineMs: 30_000 })).stdout).toBe("on\n");
  } finally {
    connector.close();
  }
});

it("logs in anew at a bastion whose connection was lost", async () => {
  const cable = await startCable(bastion.port);
  const connector = new Connector();
  try {
    const through = host.connection({ proxy: proxyOf(bastion, { port: cable.port }) });
    const first = await connector.connect(through, { name: "cp1", deadlineMs: 30_000 });
    cable.cut();
    await first.lost;
    const second = await connector.connect(through, { name: "cp1", deadlineMs: 30_000 });
    expect((await second.run("echo again", { deadlineMs: 30_000 })).stdout).toBe("again\n");
  } finally {
    connector.close();
    await cable.stop();
  }
});

describe("tells as the bastion's own", () => {
  it("another host key", async () => {
    const { error } = await failure(host.connect({ proxy: proxyOf(bastion, { hostKey: host.sshd.hostKeys.ed25519 }) }));
    expect(error).toMatchObject({ kind: "host-key", message: expect.stringContaining(`The bastion 127.0.0.1 port ${bastion.port} shows another host key`) });
  });

  it("a refused login", async () => {
    const { error } = await failure(host.connect({ proxy: proxyOf(bastion, { privateKey: host.sshd.privateKey }) }));
    expect(error).toMatchObject({ kind: "login", message: expect.stringContaining(`The bastion 127.0.0.1 port ${bastion.port} refuses the login`) });
  });

  it("a port that refuses", async () => {
    const { error } = await failure(host.connect({ proxy: proxyOf(bastion, { port: await freePort() }) }));
    expect(error).toMatchObject({ kind: "refused", message: expect.stringMatching(/^The bastion .* refuses connections/) });
  });

  it("silence, at the deadline", async () => {
    const silent = await startOddServer(() => undefined);
    try {
      const { error, afterMs } = await failure(host.connect({ proxy: proxyOf(bastion, { port: silent.port }) }, { deadlineMs: 800 }));
      expect(error).toMatchObject({ kind: "timeout", message: expect.stringContaining("The bastion") });
      expect(afterMs).toBeLessThan(5000);
    } finally {
      await silent.stop();
    }
  });

  it("that it forbids tunnels, at once", async () => {
    const strict = await startSshd({ config: ["AllowTcpForwarding no"] });
    try {
      const { error } = await failure(host.connect({ proxy: proxyOf(strict) }, { waitFor: true }));
      expect(error.message).toContain(`The bastion 127.0.0.1 port ${strict.port} forbids connections to cp1 (127.0.0.1 port ${host.sshd.port}, by the bastion 127.0.0.1)`);
    } finally {
      await strict.stop();
    }
  });
});

it("tells as the host's own another host key, and that the bastion cannot reach it", async () => {
  const mismatch = await failure(host.connect({ proxy: proxyOf(bastion), hostKey: bastion.hostKeys.ed25519 }));
  expect(mismatch.error).toMatchObject({ kind: "host-key", message: expect.stringMatching(/^cp1 \(127\.0\.0\.1 port \d+, by the bastion 127\.0\.0\.1\) shows another host key/) });
  const away = await failure(host.connect({ proxy: proxyOf(bastion), port: await freePort() }));
  expect(away.error).toMatchObject({ kind: "unreachable", message: expect.stringMatching(/^The bastion .* has no connection to cp1 .*Connection refused/) });
});

it("does not knock again for each host at a bastion that refuses the login", async () => {
  const before = bastion.log().split("Connection closed by authenticating").length;
  const wrong = proxyOf(bastion, { privateKey: host.sshd.privateKey });
  const connections = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`cp${index}`, host.connection({ proxy: wrong })]));
  const looks = await observeAll(connections, async () => "seen", 20_000, 3);
  expect(Object.values(looks)).toEqual(Array.from({ length: 12 }, () => expect.stringContaining("refuses the login")));
  await until(() => bastion.log().split("Connection closed by authenticating").length > before);
  expect(bastion.log().split("Connection closed by authenticating").length - before).toBe(1);
});

it("waits for a host behind it that is still starting", async () => {
  const port = await freePort();
  const coming = connect({ ...host.connection({ proxy: proxyOf(bastion), port }), hostKey: undefined }, { deadlineMs: 30_000, waitFor: true });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const late = await startCable(host.sshd.port, port);
  const session = await coming;
  expect((await session.run("echo up", { deadlineMs: 30_000 })).stdout).toBe("up\n");
  session.close();
  await late.stop();
});
