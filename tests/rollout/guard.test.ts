// One guard: what starts it, what it answers, and what becomes of it when it says nothing.
import { agentScript } from "../../components/hosts/agentScript";
import { guardCall } from "../../components/hosts/calls/guard";
import { type Busy, Guard } from "../../components/rollout/guard";
import { callerOf, CONFIRMED, FakeHost, optionsOf, type Behaviour } from "./fakeHost";

async function start(host: FakeHost, run = "run-1"): Promise<Guard | Busy> {
  const guard = await Guard.start(host.session, callerOf(host.key), optionsOf(run));
  return (await guard.lock()) ?? guard;
}

async function started(behaviour: Behaviour = {}): Promise<{ host: FakeHost; guard: Guard }> {
  const host = new FakeHost("cp1", behaviour);
  const guard = await start(host);
  if (!(guard instanceof Guard)) throw new Error("busy");
  return { host, guard };
}

const messageOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => "no error", (error: Error) => error.message);

afterEach(() => {
  jest.useRealTimers();
});

describe("its start", () => {
  it("puts the agent's own version on the host and takes the lock", async () => {
    const { host, guard } = await started();
    expect(guard.key).toBe("cp1");
    expect(host.commands).toEqual([{ command: guardCall(callerOf("cp1"), optionsOf("run-1"), Buffer.byteLength(agentScript())), stdin: agentScript() }]);
    expect(host.heldBy).toBe("run-1");
    expect(host.channels[0]!.sent).toEqual(["lock"]);
  });

  it("tells who has the host already", async () => {
    const host = new FakeHost("cp1");
    await start(host, "run-1");
    expect(await start(host, "run-2")).toEqual({ event: "busy", who: "bob@desk", owner: "prod::infra::kube-vip:index:KubeVip::prod", run: "run-1", heldSeconds: 42.4 });
  });

  it("holds the program open only until it is over, also when it fails", async () => {
    const { host } = await started();
    expect(host.holds).toBe(0);
    const failing = new FakeHost("cp1", { start: (channel) => channel.close({ kind: "exit", code: 1, stderr: "" }) });
    await messageOf(start(failing));
    expect(failing.holds).toBe(0);
  });

  it("leaves no timer that would keep the program alive", async () => {
    jest.useFakeTimers();
    await started();
    expect(jest.getTimerCount()).toBe(0);
  });

  it("hears a guard through the greeting of a login shell", async () => {
    const { guard } = await started({ start: (channel) => channel.say("Welcome to cp1!", "", '{"motd": 1}', { event: "ready" }, { event: "held" }) });
    expect(guard).toBeInstanceOf(Guard);
  });

  it.each<[string, Behaviour, string]>([
    ["it may not become root, with the host's words", { start: (channel) => channel.close({ kind: "exit", code: 1, stderr: "sudo: a password is required\n" }) }, "The guard of cp1 did not come up: sudo: a password is required"],
    ["it ends with an error", { start: (channel) => channel.close({ kind: "exit", code: 1, stderr: "cp1: no folder could be made under /run; is it full or read-only?\n" }) }, "The guard of cp1 did not come up: cp1: no folder could be made under /run; is it full or read-only?"],
    ["it ends without a word", { start: (channel) => channel.close({ kind: "exit", code: 127, stderr: "" }) }, "The guard of cp1 did not come up: status 127"],
    ["it ends with status 3 but no event", { start: (channel) => channel.close({ kind: "exit", code: 3, stderr: "" }) }, "The guard of cp1 did not come up: status 3 (busy)"],
    ["it is killed", { start: (channel) => channel.close({ kind: "signal", signal: "KILL", stderr: "" }) }, "The guard of cp1 did not come up: signal KILL"],
    ["the connection is lost", { start: (channel) => channel.close({ kind: "lost", reason: "the other side ended it", stderr: "" }) }, "The guard of cp1 did not come up: the other side ended it"],
    [
      "it speaks another language",
      {
        start: (channel) => {
          channel.say("This account is not available.");
          channel.close({ kind: "exit", code: 1, stderr: "" });
        },
      },
      "The guard of cp1 did not come up: This account is not available.",
    ],
  ])("fails with the reason when %s", async (_, behaviour, message) => {
    expect(await messageOf(start(new FakeHost("cp1", behaviour)))).toBe(message);
  });

  it("fails with the reason where it comes up and says nothing of its lock", async () => {
    const ends = new FakeHost("cp1", { start: (channel) => channel.say({ event: "ready" }) });
    ends.heldBy = "other";
    const guard = await Guard.start(ends.session, callerOf("cp1"), optionsOf("run-1"));
    ends.channels[0]!.close({ kind: "exit", code: 1, stderr: "cp1: no lock could be written under /run; is it full?\n" });
    expect(await messageOf(guard.lock())).toBe("The guard of cp1 did not take its lock: cp1: no lock could be written under /run; is it full?");
  });

  it("holds nothing where it is not told to lock", async () => {
    const host = new FakeHost("cp1");
    (await Guard.start(host.session, callerOf("cp1"), optionsOf("run-1"))).leave();
    expect([host.heldBy, await host.channels[0]!.closed]).toEqual([undefined, { kind: "exit", code: 0, stderr: "" }]);
  });

  it("gives up on a guard that says nothing, and cuts it off so that it gives the host free", async () => {
    jest.useFakeTimers();
    const host = new FakeHost("cp1", { start: () => undefined });
    const failure = messageOf(start(host));
    await jest.advanceTimersByTimeAsync(45_000);
    expect(await failure).toBe("The guard of cp1 did not come up: it said nothing within 45 s");
    expect(await host.channels[0]!.closed).toMatchObject({ kind: "lost" });
    expect(host.holds).toBe(0);
  });
});

describe("a word to it", () => {
  it("is sent, and answered", async () => {
    const { host, guard } = await started();
    guard.tell("probe");
    expect(await guard.ask("confirm", "confirmed")).toEqual(CONFIRMED);
    expect(host.told).toEqual(["probe", "confirm"]);
    expect(host.heldBy).toBeUndefined();
  });

  it("waits for the answer, and holds the program open meanwhile", async () => {
    const { host, guard } = await started({ silent: true });
    const answer = guard.ask("confirm", "confirmed");
    expect(host.holds).toBe(1);
    host.channels[0]!.say({ event: "held" }, CONFIRMED);
    expect(await answer).toEqual(CONFIRMED);
    expect(host.holds).toBe(0);
  });

  it("is not answered by a guard that ended first", async () => {
    const { host, guard } = await started({ silent: true });
    const answer = guard.ask("confirm", "confirmed");
    host.channels[0]!.say({ event: "ended", result: "restored", reason: "the VIP does not answer" });
    host.channels[0]!.close({ kind: "lost", reason: "the other side ended it", stderr: "" });
    expect(await answer).toBeUndefined();
  });

  it("is not sent to a guard that has ended", async () => {
    const { host, guard } = await started();
    host.channels[0]!.close({ kind: "lost", reason: "the other side ended it", stderr: "" });
    await new Promise((resolve) => setImmediate(resolve));
    expect(await guard.ask("confirm", "confirmed")).toBeUndefined();
    expect(host.told).toEqual([]);
  });

  it("is given up when there is no answer in time, and later words are none either", async () => {
    jest.useFakeTimers();
    const { host, guard } = await started({ silent: true });
    const answer = guard.ask("confirm", "confirmed");
    await jest.advanceTimersByTimeAsync(44_999);
    expect(host.holds).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(await answer).toBeUndefined();
    expect(host.holds).toBe(0);
  });
});
