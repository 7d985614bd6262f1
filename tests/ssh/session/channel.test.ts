// A process that is spoken to in lines: what is sent and received, and every way in which it ends.
import type { LineChannel, Session } from "../../../components/hosts/session";
import { until } from "../commandProvider/conformance/fixture";
import { failure, startCable, startFixture, type Fixture } from "./fixture";

let fixture: Fixture;
let session: Session;
beforeAll(async () => {
  fixture = await startFixture();
  session = await fixture.connect();
});
afterAll(() => fixture?.stop());

const ECHO = 'while read -r line; do echo "got $line"; done; echo bye; exit 4';
const received = (channel: LineChannel): string[] => {
  const lines: string[] = [];
  channel.lines((line) => lines.push(line));
  return lines;
};

it("speaks in lines until its input ends, and tells the status after the last line", async () => {
  const channel = await session.open(ECHO);
  const lines = received(channel);
  channel.send("one");
  await until(() => lines.length === 1);
  channel.send("two ü");
  channel.end();
  expect(await channel.closed).toEqual({ kind: "exit", code: 4, stderr: "" });
  expect(lines).toEqual(["got one", "got two ü", "bye"]);
});

it("keeps lines for a receiver that comes late", async () => {
  const channel = await session.open("printf 'a\\nb\\nunfinished'");
  await channel.closed;
  expect(received(channel)).toEqual(["a", "b", "unfinished"]);
});

it("hands each line over as it comes, in pieces or many at once", async () => {
  const channel = await session.open("printf 'par'; sleep 0.3; printf 'ted\\r\\n'; seq 1 5000");
  const lines = received(channel);
  await channel.closed;
  expect(lines).toEqual(["parted", ...Array.from({ length: 5000 }, (_, index) => String(index + 1))]);
});

it("shows standard error by line, and keeps its last", async () => {
  const errors: string[] = [];
  const channel = await session.open("seq 1 9000 >&2; echo why >&2; kill -TERM $$", { onStderrLine: (line) => errors.push(line) });
  const end = await channel.closed;
  expect(errors).toHaveLength(9001);
  expect(end).toMatchObject({ kind: "signal", signal: "TERM" });
  expect(end.stderr).toMatch(/9000\nwhy\n$/);
  expect(Buffer.byteLength(end.stderr)).toBe(8192);
});

it("refuses to send two lines as one", async () => {
  const channel = await session.open("cat");
  expect(() => channel.send("a\nb")).toThrow(RangeError);
  channel.cut();
});

it("takes what is sent after the end for lost, without an error", async () => {
  const channel = await session.open("true");
  await channel.closed;
  channel.send("late");
  channel.end();
  channel.cut();
  expect(await channel.closed).toMatchObject({ kind: "exit", code: 0 });
});

it.each([["a line without end", "cat /dev/zero | tr '\\0' x"], ["lines that nobody reads", "yes"], ["an error without end", "cat /dev/zero | tr '\\0' x >&2"]])("is cut for %s", async (_, command) => {
  const channel = await session.open(command);
  expect(await channel.closed).toMatchObject({ kind: "lost", reason: expect.stringContaining("printed more than 1024 KiB") });
});

it("is told that its channel was cut, and the process sees the end of its input", async () => {
  const channel = await session.open(`cat >/dev/null; echo "$$ saw the end" >"${process.env["TMPDIR"] ?? "/tmp"}/channel-${process.pid}"`);
  channel.cut();
  expect(await channel.closed).toMatchObject({ kind: "lost", reason: expect.stringContaining("was cut here") });
  const file = `"${process.env["TMPDIR"] ?? "/tmp"}/channel-${process.pid}"`;
  await until(async () => (await session.run(`cat ${file} && rm ${file}`, { deadlineMs: 30_000 })).stdout.includes("saw the end"));
});

it("ends with the connection, and says so", async () => {
  const cable = await startCable(fixture.sshd.port);
  const cut = await fixture.connect({ port: cable.port });
  const channel = await cut.open("sleep 30");
  cable.cut();
  expect(await channel.closed).toMatchObject({ kind: "lost", reason: expect.stringMatching(/^The connection to cp1 .* was lost/) });
  await cable.stop();
});

it("is not opened on a connection that is gone or dumb", async () => {
  const gone = await fixture.connect();
  gone.close();
  expect((await failure(gone.open("true"))).error.kind).toBe("lost");
  const cable = await startCable(fixture.sshd.port);
  const dumb = await fixture.connect({ port: cable.port });
  cable.freeze();
  expect((await failure(dumb.open("true", { deadlineMs: 400 }))).error.kind).toBe("timeout");
  dumb.close();
  await cable.stop();
});
