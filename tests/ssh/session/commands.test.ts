// Commands in a session: what they print and how they end, and everything that may go wrong in the middle.
import { SshError, type Session } from "../../../components/hosts/session";
import { startPasswordServer } from "../commandProvider/conformance/passwordServer";
import { failure, startCable, startFixture, type Fixture } from "./fixture";

let fixture: Fixture;
let session: Session;
beforeAll(async () => {
  fixture = await startFixture({ config: ["MaxSessions 3"] });
  session = await fixture.connect();
});
afterAll(() => fixture?.stop());

const run = (command: string, options = {}) => session.run(command, { deadlineMs: 30_000, ...options });

it("gives output, errors and status apart", async () => {
  expect(await run("echo out; echo err >&2; exit 3")).toEqual({ stdout: "out\n", stderr: "err\n", code: 3 });
});

it("names the signal that ended a command", async () => expect(await run("kill -KILL $$")).toEqual({ stdout: "", stderr: "", signal: "KILL" }));

it("hands over standard input whole, megabytes too", async () => {
  const stdin = `${"ü€".repeat(400_000)}\n`;
  expect((await run("cat", { stdin })).stdout).toBe(stdin);
});

it("tells when all input is on its way, before the command has answered, and once", async () => {
  const told: string[] = [];
  const ran = run("cat >/dev/null; sleep 1; echo answer", { stdin: "x".repeat(3_000_000), onSent: () => told.push("sent") }).then(() => told.push("answered"));
  await expect(ran.then(() => told)).resolves.toEqual(["sent", "answered"]);
});

it("does not tell of input that the host did not take", async () => {
  let sent = false;
  await failure(run("sleep 1", { stdin: "x".repeat(30_000_000), onSent: () => (sent = true), deadlineMs: 300 }));
  expect(sent).toBe(false);
});

it("gives a command without input an empty one", async () => expect(await run("cat; echo end")).toMatchObject({ stdout: "end\n" }));

it("takes a command that reads none of its input for no failure", async () => {
  expect(await run("exit 0", { stdin: "x".repeat(3_000_000) })).toMatchObject({ code: 0 });
});

it("shows each line of standard error while the command runs", async () => {
  const seen: [string, number][] = [];
  const start = performance.now();
  await run("echo one >&2; printf 'tw' >&2; sleep 1; printf 'o\\r\\nlast' >&2", { onStderrLine: (line: string) => seen.push([line, performance.now() - start]) });
  expect(seen.map(([line]) => line)).toEqual(["one", "two", "last"]);
  expect(seen[1]![1] - seen[0]![1]).toBeGreaterThan(800);
});

it("loses nothing of a server that sends its whole answer in one packet", async () => {
  const server = await startPasswordServer("swordfish");
  const fast = await fixture.connect({ port: server.port, hostKey: undefined, privateKey: undefined, password: "swordfish" });
  for (let count = 0; count < 20; count++) expect(await fast.run("whole", { deadlineMs: 30_000 })).toEqual({ stdout: "whole\n", stderr: "", code: 0 });
  fast.close();
  await server.stop();
});

it("ends a command at its deadline, and goes on with others", async () => {
  const { error, afterMs } = await failure(run("sleep 2", { deadlineMs: 400 }));
  expect(error).toMatchObject({ kind: "timeout", message: expect.stringMatching(/^A command on cp1 \(.*\) did not end within 0\.4 s/) });
  expect(afterMs).toBeLessThan(5000);
  expect((await run("echo on")).stdout).toBe("on\n");
});

it.each([["in lines", "yes"], ["in one line", "cat /dev/zero | tr '\\0' x"], ["on standard error", "yes >&2"]])("ends a command that prints without end, %s", async (_, command) => {
  const { error } = await failure(run(command, { onStderrLine: () => undefined }));
  expect(error).toMatchObject({ kind: "command", message: expect.stringContaining("printed more than 8192 KiB") });
  expect((await run("echo on")).stdout).toBe("on\n");
});

it("tells that a server allows no more commands at a time", async () => {
  const full = await fixture.connect();
  const slow = ["1", "2", "3"].map(() => full.run("sleep 1.5", { deadlineMs: 10_000 }));
  const { error } = await failure(full.run("true", { deadlineMs: 30_000 }));
  expect(error).toMatchObject({ kind: "command", message: expect.stringContaining("MaxSessions") });
  await Promise.all(slow);
});

it("never tells the command or its output, which may be secret", async () => {
  for (const command of ["printf planted; sleep 1 # planted", "yes planted | head -c 9999"]) expect((await failure(run(command, { deadlineMs: 300, outputLimit: 1000 }))).error.message).not.toContain("planted");
});

describe("a session that is lost", () => {
  it("in the middle of commands ends each with a sentence", async () => {
    const cable = await startCable(fixture.sshd.port);
    const cut = await fixture.connect({ port: cable.port });
    const running = [failure(cut.run("sleep 30", { deadlineMs: 20_000 })), failure(cut.run("cat", { deadlineMs: 20_000, stdin: "x" }).then(() => cut.run("sleep 30", { deadlineMs: 20_000 })))];
    setTimeout(() => cable.cut(), 500);
    for (const { error, afterMs } of await Promise.all(running)) {
      expect(error).toMatchObject({ kind: "lost", message: expect.stringMatching(/^The connection to cp1 \(127\.0\.0\.1 port \d+\) was lost \(/) });
      expect(afterMs).toBeLessThan(8000);
    }
    expect(await cut.lost).not.toBe("");
    expect((await failure(cut.run("true", { deadlineMs: 1000 }))).error.kind).toBe("lost");
    await cable.stop();
  });

  it("without a word is given up at the command's deadline", async () => {
    const cable = await startCable(fixture.sshd.port);
    const frozen = await fixture.connect({ port: cable.port });
    cable.freeze();
    const { error, afterMs } = await failure(frozen.run("true", { deadlineMs: 500 }));
    expect(error.kind).toBe("timeout");
    expect(afterMs).toBeLessThan(5000);
    frozen.close();
    await cable.stop();
  });

  it("by ourselves ends what runs in it, and may be closed again", async () => {
    const own = await fixture.connect();
    const running = failure(own.run("sleep 30", { deadlineMs: 20_000 }));
    own.close();
    own.close();
    expect((await running).error).toMatchObject({ kind: "lost", message: expect.stringContaining("it was closed here") });
    await expect(own.run("true", { deadlineMs: 1000 })).rejects.toThrow(SshError);
  });
});
