// When a program with sessions ends: only what is in progress keeps it alive, where that was asked, and nothing does after the close.
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { ResolvedConnection } from "../../../components/hosts/session";
import { startSshd, type Sshd } from "../sshd";
import { startCable, startFixture, type Fixture } from "./fixture";

let fixture: Fixture;
let bastion: Sshd;
beforeAll(async () => void ([fixture, bastion] = await Promise.all([startFixture(), startSshd()])));
afterAll(async () => {
  await fixture?.stop();
  await bastion?.stop();
});

interface Program {
  /** What it printed, and its status; undefined when it was still there this many milliseconds after "done". */
  ended(patience?: number): Promise<{ readonly lines: string[]; readonly code: number | null | undefined }>;
  /** Settles when it has printed this. */
  says(text: string): Promise<void>;
  write(text: string): void;
}

const PATIENCE = 20_000;

function start(connection: ResolvedConnection, unref: boolean, thing: string): Program {
  const child = spawn(process.execPath, ["--import", "tsx", join(__dirname, "program.ts"), JSON.stringify(connection), unref ? "unref" : "ref", thing], { stdio: ["pipe", "pipe", "inherit"] });
  let printed = "";
  const waiting: (() => void)[] = [];
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
    waiting.forEach((check) => check());
  });
  const says = (text: string): Promise<void> => new Promise((resolve) => waiting.push(() => { if (printed.includes(text)) resolve(); }));
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    says,
    write: (text) => void child.stdin.write(text),
    ended: async (patience = PATIENCE) => {
      const late = says("done").then(() => new Promise<undefined>((resolve) => setTimeout(resolve, patience, undefined).unref()));
      const code = await Promise.race([exit, late]);
      child.kill("SIGKILL");
      return { lines: printed.trim().split("\n"), code };
    },
  };
}

const proxy = () => ({ host: bastion.host, port: bastion.port, user: bastion.user, privateKey: bastion.privateKey, hostKey: bastion.hostKeys.ed25519 });

it.each([["straight", () => ({})], ["by a bastion", () => ({ proxy: proxy() })]])("an idle session keeps it alive, unless unref was asked (%s)", async (_, changes) => {
  const [kept, free] = await Promise.all([start(fixture.connection(changes()), false, "idle").ended(1500), start(fixture.connection(changes()), true, "idle").ended()]);
  expect(kept).toEqual({ lines: ["done"], code: undefined });
  expect(free).toEqual({ lines: ["done"], code: 0 });
});

it("with unref an open channel does not keep it alive, a command in progress does, and so does a hold", async () => {
  const [channel, run, hold] = await Promise.all(["channel", "run", "hold"].map((thing) => start(fixture.connection({ proxy: proxy() }), true, thing).ended()));
  expect(channel).toEqual({ lines: ["done"], code: 0 });
  expect(run).toEqual({ lines: ["ran", "done"], code: 0 });
  expect(hold).toEqual({ lines: ["done", "held"], code: 0 });
});

it("nothing keeps it alive after the close", async () => {
  const ended = await Promise.all([{}, { proxy: proxy() }].map((changes) => start(fixture.connection(changes), false, "close").ended()));
  expect(ended).toEqual([{ lines: ["done"], code: 0 }, { lines: ["done"], code: 0 }]);
});

it("nothing keeps it alive after the close of a connection that went dead", async () => {
  const cable = await startCable(fixture.sshd.port);
  const program = start(fixture.connection({ port: cable.port }), false, "timeout");
  await program.says("ready");
  cable.freeze();
  program.write("go\n");
  expect(await program.ended()).toEqual({ lines: ["ready", expect.stringContaining("did not end within 0.3 s"), "done"], code: 0 });
  await cable.stop();
});
