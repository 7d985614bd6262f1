// Conformance: dialling, host keys, the bastion, and the ways to authenticate.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { copyFile, chmod } from "node:fs/promises";
import { createServer, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort, startSshd, type Sshd } from "../../sshd";
import { startPlugin } from "../plugin";
import { startFixture, until, type Fixture } from "./fixture";
import { startPasswordServer, type PasswordServer } from "./passwordServer";
import { startStalledPort } from "./stalledPort";

const run = promisify(execFile);

export function describeConnection(folder: () => string): void {
  describe("connection", () => {
    let fixture: Fixture;
    beforeAll(async () => void (fixture = await startFixture(folder(), { hostKeyTypes: ["ed25519", "ecdsa", "rsa"] })));
    afterAll(() => fixture?.stop());
    const connect = (changes: object, create = "echo in") => fixture.plugin.create({ connection: { ...fixture.connection(), ...changes }, create });

    it("dials anew for every operation", async () => {
      const accepted = () => fixture.sshd.log().split("Accepted publickey").length;
      const before = accepted();
      await connect({});
      await connect({});
      expect(accepted() - before).toBe(2);
    });

    it("runs commands on one host side by side", async () => {
      const states = await Promise.all([1, 2, 3, 4].map((number) => connect({}, `sleep 0.2; echo ${number}`)));
      expect(states.map(({ stdout }) => stdout)).toEqual(["1", "2", "3", "4"]);
    });

    describe("host key", () => {
      it("accepts any when none is pinned", async () => expect(await connect({})).toMatchObject({ stdout: "in" }));

      it.each(["ed25519", "ecdsa"] as const)("accepts the pinned %s key, whichever others the server has", async (type) => {
        expect(await connect({ hostKey: fixture.sshd.hostKeys[type] ?? "" })).toMatchObject({ stdout: "in" });
      });

      it("refuses a server with another key and runs nothing there", async () => {
        const other = await startSshd();
        try {
          const failing = connect({ hostKey: other.hostKeys.ed25519 ?? "" }, `touch ${fixture.dir}/trusted`);
          await expect(failing).rejects.toThrow("after 0 failed attempts: ssh: handshake failed: ssh: host key mismatch");
          expect(await fixture.file("trusted")).toBeUndefined();
        } finally {
          await other.stop();
        }
      });

      it("offers nothing but ssh-rsa for a pinned RSA key, which OpenSSH refuses", async () => {
        await expect(connect({ hostKey: fixture.sshd.hostKeys.rsa ?? "" })).rejects.toThrow(/ssh: handshake failed: .*no common algorithm for host key.*ssh-rsa/);
      });

      it("names a host key that is none", async () => {
        await expect(connect({ hostKey: "not-a-key" })).rejects.toThrow("failed to parse host key: ssh: no key found");
      });
    });

    describe("dialling", () => {
      it("tells a refused connection at once with dialErrorLimit 0", async () => {
        const port = await freePort();
        await expect(connect({ port })).rejects.toThrow(`after 0 failed attempts: dial tcp 127.0.0.1:${port}: connect: connection refused`);
      });

      it("dials once more than dialErrorLimit, with waits of 0.1 s and half as much again", async () => {
        const times: number[] = [];
        const closing = await listen((server) => server.on("connection", (socket) => { times.push(Date.now()); socket.destroy(); }));
        await expect(connect({ port: port(closing), dialErrorLimit: 3 })).rejects.toThrow(/^after 3 failed attempts: ssh: handshake failed: /);
        closing.close();
        const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
        expect(times).toHaveLength(4);
        [100, 150, 225].forEach((wait, index) => expect(waits[index]).toBeGreaterThanOrEqual(wait - 5));
        expect(fixture.plugin.log).toContainEqual(expect.objectContaining({ message: "Dial 1/3 failed: retrying", ephemeral: true }));
      });

      it("goes on until a host that was away answers", async () => {
        const { privateKey: _privateKey, ...connection } = fixture.connection({ port: await freePort(), password: "swordfish", dialErrorLimit: -1 });
        const dialling = fixture.plugin.create({ connection, create: "echo in" });
        await until(() => fixture.plugin.log.some(({ message }) => message.startsWith("Dial 1/inf failed")));
        const late = await startPasswordServer("swordfish", connection["port"] as number);
        try {
          expect(await dialling).toMatchObject({ stdout: "echo in" });
        } finally {
          await late.stop();
        }
      });

      it("gives up a connect after perDialTimeout seconds", async () => {
        const stalled = await startStalledPort();
        const start = Date.now();
        try {
          await expect(connect({ port: stalled.port, perDialTimeout: 1 })).rejects.toThrow(`dial tcp 127.0.0.1:${stalled.port}: i/o timeout`);
          expect(Date.now() - start).toBeLessThan(4000);
        } finally {
          await stalled.stop();
        }
      });

      it("ends between dials when the resource's own time is up", async () => {
        const inputs = { connection: fixture.connection({ port: await freePort(), dialErrorLimit: -1 }), create: "true" };
        await expect(fixture.plugin.create(inputs, { timeout: 1 })).rejects.toThrow("context deadline exceeded");
      });
    });

    describe("by a bastion", () => {
      let bastion: Sshd;
      beforeAll(async () => void (bastion = await startSshd()));
      afterAll(() => bastion?.stop());
      const proxy = (changes: object = {}) => ({
        proxy: { host: bastion.host, port: bastion.port, user: bastion.user, privateKey: bastion.privateKey, hostKey: bastion.hostKeys.ed25519 ?? "", dialErrorLimit: 0, ...changes },
      });

      it("logs in to both with the credentials and host key of each", async () => {
        expect(await connect({ ...proxy(), hostKey: fixture.sshd.hostKeys.ed25519 ?? "" })).toMatchObject({ stdout: "in" });
        expect(bastion.log()).toContain("Accepted publickey");
      });

      it("refuses a bastion with another host key", async () => {
        await expect(connect(proxy({ hostKey: fixture.sshd.hostKeys.ed25519 ?? "" }))).rejects.toThrow(
          "proxy: after 0 failed attempts: ssh: handshake failed: ssh: host key mismatch",
        );
      });

      it("refuses a host behind it with another host key", async () => {
        await expect(connect({ ...proxy(), hostKey: bastion.hostKeys.ed25519 ?? "" })).rejects.toThrow(
          "proxy: after 0 failed attempts: ssh: handshake failed: ssh: host key mismatch",
        );
      });

      it("tells a host that the bastion cannot reach", async () => {
        await expect(connect({ ...proxy(), port: await freePort() })).rejects.toThrow(/^proxy: after 0 failed attempts: ssh: rejected: connect failed/);
      });
    });

    describe("authentication", () => {
      const locked = async (passphrase: string): Promise<string> => {
        const file = join(fixture.dir, `locked-${passphrase}`);
        await copyFile(fixture.sshd.privateKeyFile, file);
        await chmod(file, 0o600);
        await run("ssh-keygen", ["-q", "-p", "-P", "", "-N", passphrase, "-f", file]);
        return (await fixture.file(`locked-${passphrase}`)) ?? "";
      };

      it("opens an encrypted key with its passphrase", async () => {
        expect(await connect({ privateKey: await locked("sesame"), privateKeyPassword: "sesame" })).toMatchObject({ stdout: "in" });
      });

      it("tells an encrypted key without a passphrase, a wrong one, and one too many", async () => {
        const privateKey = await locked("sesame2");
        await expect(connect({ privateKey })).rejects.toThrow("ssh: this private key is passphrase protected");
        await expect(connect({ privateKey, privateKeyPassword: "wrong" })).rejects.toThrow("x509: decryption password incorrect");
        await expect(connect({ privateKeyPassword: "none needed" })).rejects.toThrow("ssh: key is not password protected");
        await expect(connect({ privateKey: "no key" })).rejects.toThrow("ssh: no key found");
      });

      it("tells a key that the server does not know, without trying others", async () => {
        const other = await startSshd();
        await other.stop();
        await expect(connect({ privateKey: other.privateKey })).rejects.toThrow(
          "ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain",
        );
      });

      describe("by password", () => {
        let server: PasswordServer;
        beforeAll(async () => void (server = await startPasswordServer("swordfish")));
        afterAll(() => server?.stop());
        const login = (password: string, changes: object = {}) => {
          const { privateKey: _privateKey, ...connection } = fixture.connection({ port: server.port, password });
          return fixture.plugin.create({ connection: { ...connection, ...changes }, create: "echo in" });
        };

        it("logs in", async () => expect(await login("swordfish")).toMatchObject({ stdout: "echo in" }));
        it("answers a server that asks interactively", async () => expect(await login("swordfish", { user: "interactive" })).toMatchObject({ stdout: "echo in" }));
        it("tells a wrong one", async () => expect(login("wrong")).rejects.toThrow("unable to authenticate, attempted methods [none password keyboard-interactive]"));
        it("takes it after a key that the server refuses", async () =>
          expect(await login("swordfish", { privateKey: fixture.sshd.privateKey })).toMatchObject({ stdout: "echo in" }));
      });

      describe("by agent", () => {
        let agent: ChildProcess;
        let socket: string;
        beforeAll(async () => {
          socket = join(fixture.dir, "agent");
          agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
          await until(() => run("ssh-add", ["-q", fixture.sshd.privateKeyFile], { env: { ...process.env, SSH_AUTH_SOCK: socket } }).then(() => true, () => false));
        });
        afterAll(() => void agent?.kill());
        const withoutKey = (changes: object) => {
          const { privateKey: _privateKey, ...connection } = fixture.connection();
          return { connection: { ...connection, ...changes }, create: "echo in" };
        };

        it("logs in with the socket it was told", async () => {
          expect(await fixture.plugin.create(withoutKey({ agentSocketPath: socket }))).toMatchObject({ stdout: "in" });
        });

        it("logs in with the socket of SSH_AUTH_SOCK", async () => {
          const plugin = await startPlugin(folder(), { SSH_AUTH_SOCK: socket });
          expect(await plugin.create(withoutKey({}))).toMatchObject({ stdout: "in" });
          await plugin.stop();
        });

        it("fails with a dead socket, although there is a key", async () => {
          const dead = join(fixture.dir, "no-agent");
          await expect(connect({ agentSocketPath: dead })).rejects.toThrow(`dial unix ${dead}: connect: no such file or directory`);
          const plugin = await startPlugin(folder(), { SSH_AUTH_SOCK: dead });
          await expect(plugin.create({ connection: fixture.connection(), create: "echo in" })).rejects.toThrow(`dial unix ${dead}`);
          await plugin.stop();
        });
      });
    });
  });
}

/** A server that speaks no SSH. */
function listen(prepare: (server: Server) => void): Promise<Server> {
  const server = createServer();
  prepare(server);
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function port(server: Server): number {
  return (server.address() as AddressInfo).port;
}
