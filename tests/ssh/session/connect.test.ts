// Logging in: host keys, proofs, and servers that are away or misbehave, against a real sshd.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { chmod, copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { connect, type Session } from "../../../components/hosts/session";
import { until } from "../commandProvider/conformance/fixture";
import { startPasswordServer, type PasswordServer } from "../commandProvider/conformance/passwordServer";
import { startStalledPort } from "../commandProvider/conformance/stalledPort";
import { freePort, startSshd, type Sshd } from "../sshd";
import { failure, startFixture, startOddServer, type Fixture } from "./fixture";

const run = promisify(execFile);
let fixture: Fixture;
let other: Sshd;
let dir: string;
beforeAll(async () => {
  [fixture, other, dir] = await Promise.all([startFixture({ hostKeyTypes: ["ed25519", "ecdsa", "rsa"] }), startSshd(), mkdtemp(join(tmpdir(), "session-"))]);
});
afterAll(async () => {
  await fixture?.stop();
  await other?.stop();
  await rm(dir, { recursive: true, force: true });
});

const says = async (connecting: Promise<Session>): Promise<string> => (await (await connecting).run("echo in", { deadlineMs: 30_000 })).stdout;
/** As `ssh-keygen -l` prints it. */
const fingerprintOf = async (key: string): Promise<string> => {
  const child = run("ssh-keygen", ["-l", "-f", "-"]);
  child.child.stdin?.end(key);
  return (await child).stdout.split(" ")[1]!;
};

describe("the host key", () => {
  it.each(["ed25519", "ecdsa"] as const)("is taken when it is the pinned %s key, whichever others the server has", async (type) => {
    expect(await says(fixture.connect({ hostKey: fixture.sshd.hostKeys[type] }))).toBe("in\n");
  });

  it("is not asked for where it was waived", async () => expect(await says(fixture.connect({ hostKey: undefined }))).toBe("in\n"));

  it("ends the connection when it is another, before anything is proven, and both fingerprints are told", async () => {
    const { error } = await failure(fixture.connect({ hostKey: other.hostKeys.ed25519, dialErrorLimit: 5 }));
    expect(error.kind).toBe("host-key");
    expect(error.message).toContain(`cp1 (127.0.0.1 port ${fixture.sshd.port}) shows another host key than the pinned one: it shows ssh-ed25519 ${await fingerprintOf(fixture.sshd.hostKeys.ed25519!)}, pinned is ssh-ed25519 ${await fingerprintOf(other.hostKeys.ed25519!)}.`);
    expect(error.message).toMatch(/in between.*reinstalled/);
  });

  it("ends the connection when the server has none of the pinned kind", async () => {
    const { error } = await failure(connect({ ...fixture.connection(), port: other.port, hostKey: fixture.sshd.hostKeys.rsa }, { deadlineMs: 30_000 }));
    expect(error).toMatchObject({ kind: "host-key", message: expect.stringContaining("offers no host key of the pinned kind ssh-rsa") });
  });

  it("that is no key is told before anything is said to the host", async () => {
    const { error } = await failure(fixture.connect({ hostKey: "not-a-key", port: await freePort() }));
    expect(error).toMatchObject({ kind: "credentials", message: expect.stringContaining("is no public key") });
  });
});

describe("a private key", () => {
  const locked = async (passphrase: string): Promise<string> => {
    const file = join(dir, `locked-${passphrase}`);
    await copyFile(fixture.sshd.privateKeyFile, file);
    await chmod(file, 0o600);
    await run("ssh-keygen", ["-q", "-p", "-P", "", "-N", passphrase, "-f", file]);
    return readFile(file, "utf8");
  };

  it("is opened with its passphrase", async () => {
    expect(await says(fixture.connect({ privateKey: await locked("sesame"), privateKeyPassword: "sesame" }))).toBe("in\n");
  });

  it.each([
    ["that is protected, without passphrase", {}, "is protected by a passphrase"],
    ["with a wrong passphrase", { privateKeyPassword: "wrong word" }, "is not opened by the passphrase"],
  ])("%s is told, and no word of it", async (_, changes, sentence) => {
    const privateKey = await locked("sesame");
    const { error } = await failure(fixture.connect({ privateKey, ...changes }));
    expect(error).toMatchObject({ kind: "credentials", message: expect.stringContaining(sentence) });
    expect(error.message).not.toMatch(/wrong word|BEGIN|b3BlbnNzaC1rZXk/);
  });

  it("with a passphrase that none needs, and a text that is none, are told as @pulumi/command would", async () => {
    expect((await failure(fixture.connect({ privateKeyPassword: "x" }))).error.message).toContain("is not protected, and yet a passphrase was given");
    expect((await failure(fixture.connect({ privateKey: "no key" }))).error.message).toContain("is none that can be read");
  });

  it("that the host does not know is refused once, with the ways that were tried", async () => {
    const accepted = fixture.sshd.log().split("Connection closed by authenticating").length;
    const { error } = await failure(fixture.connect({ privateKey: other.privateKey, dialErrorLimit: 5 }));
    expect(error).toMatchObject({ kind: "login", message: expect.stringContaining(`refuses the login as ${fixture.sshd.user} (tried: publickey; it takes: publickey`) });
    await until(() => fixture.sshd.log().split("Connection closed by authenticating").length > accepted);
    expect(fixture.sshd.log().split("Connection closed by authenticating").length).toBe(accepted + 1);
  });

  it("is missed by name where nothing was given", async () => {
    const { error } = await failure(fixture.connect({ privateKey: undefined }));
    expect(error.message).toContain("(nothing that it takes was given; it takes: publickey");
  });
});

describe("a password", () => {
  let server: PasswordServer;
  beforeAll(async () => void (server = await startPasswordServer("swordfish")));
  afterAll(() => server?.stop());
  const login = (password: string, changes: object = {}) => fixture.connect({ port: server.port, hostKey: undefined, privateKey: undefined, password, ...changes });

  it("logs in", async () => expect(await says(login("swordfish"))).toBe("echo in\n"));
  it("answers a server that asks interactively", async () => expect(await says(login("swordfish", { user: "interactive" }))).toBe("echo in\n"));
  it("is taken after a key that the server refuses", async () => expect(await says(login("swordfish", { privateKey: fixture.sshd.privateKey }))).toBe("echo in\n"));
  it("that is wrong is told without it", async () => {
    const { error } = await failure(login("wrong-word"));
    expect(error).toMatchObject({ kind: "login", message: expect.stringContaining("tried: password, keyboard-interactive") });
    expect(error.message).not.toContain("wrong-word");
  });
});

describe("an agent", () => {
  let agent: ChildProcess;
  let socket: string;
  beforeAll(async () => {
    socket = join(dir, "agent");
    agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
    await until(() => run("ssh-add", ["-q", fixture.sshd.privateKeyFile], { env: { ...process.env, SSH_AUTH_SOCK: socket } }).then(() => true, () => false));
  });
  afterAll(() => void agent?.kill());
  afterEach(() => void delete process.env["SSH_AUTH_SOCK"]);

  it("logs in by the socket that is named", async () => expect(await says(fixture.connect({ privateKey: undefined, agentSocketPath: socket }))).toBe("in\n"));

  it("logs in by the socket of SSH_AUTH_SOCK", async () => {
    process.env["SSH_AUTH_SOCK"] = socket;
    expect(await says(fixture.connect({ privateKey: undefined }))).toBe("in\n");
  });

  it("that does not answer is told although there is a key, as the changes would need it too", async () => {
    process.env["SSH_AUTH_SOCK"] = join(dir, "no-agent");
    const { error } = await failure(fixture.connect());
    expect(error).toMatchObject({ kind: "credentials", message: expect.stringContaining(`${join(dir, "no-agent")} (SSH_AUTH_SOCK)`) });
  });

  it("without a key that the host knows is told", async () => {
    const empty = join(dir, "empty-agent");
    const process_ = spawn("ssh-agent", ["-D", "-a", empty], { stdio: "ignore" });
    try {
      await until(() => run("ssh-add", ["-l"], { env: { ...process.env, SSH_AUTH_SOCK: empty } }).then(() => true, (error: { code?: number }) => error.code === 1));
      const { error } = await failure(fixture.connect({ privateKey: undefined, agentSocketPath: empty }));
      expect(error).toMatchObject({ kind: "login", message: expect.stringContaining("tried: publickey") });
    } finally {
      process_.kill();
    }
  });
});

describe("a host that does not answer", () => {
  it("is told at once when it refuses", async () => {
    const port = await freePort();
    const { error } = await failure(fixture.connect({ port }));
    expect(error).toMatchObject({ kind: "refused", message: `cp1 (127.0.0.1 port ${port}) refuses connections: nothing listens there, or a firewall says no. Start sshd on it, or correct address and port.` });
  });

  it("is tried as often as dialErrorLimit says", async () => {
    const { error, afterMs } = await failure(fixture.connect({ port: await freePort(), dialErrorLimit: 2 }));
    expect(error.message).toMatch(/\(3 attempts in \d(\.\d)? s\.\)$/);
    expect(afterMs).toBeGreaterThan(240);
  });

  it("is given up at the deadline, however often it may be tried", async () => {
    const { error, afterMs } = await failure(fixture.connect({ port: await freePort(), dialErrorLimit: -1 }, { deadlineMs: 600 }));
    expect(error.kind).toBe("refused");
    expect(afterMs).toBeLessThan(5000);
  });

  it("has a name that does not resolve", async () => {
    const { error } = await failure(fixture.connect({ host: "no-such-host.invalid" }));
    expect(error).toMatchObject({ kind: "unreachable", message: expect.stringContaining("the name no-such-host.invalid does not resolve") });
  });

  it("stalls: perDialTimeout ends the attempt, and the deadline the whole", async () => {
    const stalled = await startStalledPort();
    try {
      const first = await failure(fixture.connect({ port: stalled.port, perDialTimeout: 1 }));
      expect(first.error).toMatchObject({ kind: "timeout", message: expect.stringContaining("did not answer a TCP connection within 1 s") });
      const second = await failure(fixture.connect({ port: stalled.port, perDialTimeout: 60 }, { deadlineMs: 700 }));
      expect(second.error.kind).toBe("timeout");
      expect(second.afterMs).toBeLessThan(5000);
    } finally {
      await stalled.stop();
    }
  });

  it("is waited for where that is asked, until it answers", async () => {
    const port = await freePort();
    const coming = fixture.connect({ port, hostKey: undefined, privateKey: undefined, password: "swordfish" }, { waitFor: true });
    await new Promise((resolve) => setTimeout(resolve, 800));
    const late = await startPasswordServer("swordfish", port);
    try {
      expect(await says(coming)).toBe("echo in\n");
    } finally {
      await late.stop();
    }
  });

  it("is not waited for when it shows another key or refuses the login", async () => {
    for (const changes of [{ hostKey: other.hostKeys.ed25519 }, { privateKey: other.privateKey }]) {
      expect((await failure(fixture.connect(changes, { waitFor: true }))).afterMs).toBeLessThan(5000);
    }
  });
});

describe("a server that misbehaves", () => {
  it.each([
    ["accepts and says nothing", () => undefined],
    ["stops after its greeting", (socket: Socket) => void socket.write("SSH-2.0-Half_Dead\r\n")],
  ])("and %s is given up at the deadline, its connection ended", async (_, answer) => {
    const server = await startOddServer(answer);
    try {
      const { error, afterMs } = await failure(fixture.connect({ port: server.port }, { deadlineMs: 800 }));
      expect(error).toMatchObject({ kind: "timeout", message: expect.stringMatching(/took the connection, but did not finish the SSH login within 0\.[1-8] s/) });
      expect(afterMs).toBeLessThan(5000);
      await until(() => server.open() === 0);
    } finally {
      await server.stop();
    }
  });

  it("and speaks no SSH, or hangs up, is told in printable words", async () => {
    for (const text of ["\u001b[2J\u0007rubbish\r\n".repeat(50), ""]) {
      const server = await startOddServer((socket) => void socket.end(text));
      const { error } = await failure(fixture.connect({ port: server.port }, { deadlineMs: 3000 }));
      expect(error.kind).toBe("handshake");
      expect(error.message).toMatch(/^cp1 \(.*\) broke off before the login \(.{1,200}\)\./);
      expect(error.message).not.toMatch(/\p{Cc}/u);
      await server.stop();
    }
  });
});
