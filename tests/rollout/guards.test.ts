// The guards of all hosts of a rollout: all locks or none, one hand-over, one gap.
import { type GuardedHost, Guards } from "../../components/rollout/guards";
import { callerOf, FakeHost, optionsOf, type Settled } from "./fakeHost";

const three = (): FakeHost[] => ["cp1", "cp2", "cp3"].map((key) => new FakeHost(key));

function guarded(hosts: readonly FakeHost[], run = "run-1"): Record<string, GuardedHost> {
  return Object.fromEntries([...hosts].reverse().map((host) => [host.key, { session: host.session, caller: callerOf(host.key), options: optionsOf(run) }]));
}

const messageOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => "no error", (error: Error) => error.message);

describe("the locks", () => {
  it("are taken on all hosts", async () => {
    const hosts = three();
    await Guards.begin(guarded(hosts));
    expect(hosts.map(({ heldBy }) => heldBy)).toEqual(["run-1", "run-1", "run-1"]);
  });

  it("are asked for on the first host alone, so that of two rollouts one wins", async () => {
    const hosts = three();
    hosts[0]!.heldBy = "other";
    expect(await messageOf(Guards.begin(guarded(hosts)))).toBe(
      "Another rollout changes cp1: bob@desk (prod::infra::kube-vip:index:KubeVip::prod), since 42 s. Wait until it has ended and run again. " +
        "It ends by itself when its program has ended; to end it by name: `npx pulumi-kube-vip unlock other`.",
    );
    for (const { channels, heldBy } of hosts.slice(1)) {
      expect([heldBy, channels.map(({ sent }) => sent)]).toEqual([undefined, [[]]]);
      expect(await channels[0]!.closed).toMatchObject({ kind: "exit", code: 0 });
    }
  });

  it("go to one of two rollouts that start together, and the other holds nothing", async () => {
    const hosts = three();
    const results = await Promise.allSettled([Guards.begin(guarded(hosts, "run-1")), Guards.begin(guarded(hosts, "run-2"))]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(new Set(hosts.map(({ heldBy }) => heldBy)).size).toBe(1);
  });

  it.each([["is busy", (): FakeHost => Object.assign(new FakeHost("cp2"), { heldBy: "other" })], ["fails", (): FakeHost => new FakeHost("cp2", { start: (channel) => channel.close({ kind: "exit", code: 1, stderr: "disk full" }) })]])("are given back when one of the others %s", async (_, second) => {
    const hosts = [new FakeHost("cp1"), second(), new FakeHost("cp3")];
    expect(await messageOf(Guards.begin(guarded(hosts)))).toContain("cp2");
    for (const host of [hosts[0]!, hosts[2]!]) expect([host.heldBy, host.told]).toEqual([undefined, ["confirm"]]);
  });

  it("are none where no host could be reached", async () => {
    expect(await (await Guards.begin({})).confirm()).toEqual([]);
  });
});

it("are told why the proof failed, in one line", async () => {
  const hosts = three();
  await (await Guards.begin(guarded(hosts))).fail("two hosts have it:\ncp1 and cp2.");
  for (const { told } of hosts) expect(told).toEqual(["failed two hosts have it: cp1 and cp2."]);
});

describe("the hand-over", () => {
  it("is told to every guard, each of which watches the VIP from then on", async () => {
    const hosts = three();
    (await Guards.begin(guarded(hosts))).handOver();
    for (const { told } of hosts) expect(told).toEqual(["probe", "handover"]);
  });
});

const begun = async (...hosts: FakeHost[]) => ({ hosts, guards: await Guards.begin(guarded(hosts)) });

describe("what was seen of the VIP", () => {
  const seenBy = async (...saw: Partial<Settled>[]): Promise<unknown> => {
    const { hosts, guards } = await begun(...saw.map((each, index) => new FakeHost(`cp${index + 1}`, { saw: each })));
    await guards.settle(async (seen) => ({ seen }));
    const notes = hosts.map(({ told }) => told.at(-1)!);
    expect(new Set(notes).size).toBe(1);
    return (JSON.parse(notes[0]!.slice("note ".length)) as { seen: unknown }).seen;
  };

  it("is the longest gap that any host saw from outside, and all that was asked there", async () => {
    const seen = await seenBy({ gapMs: 900, asked: 100, answered: 91 }, { gapMs: 1400, asked: 90, answered: 76 }, { gapMs: 9999, asked: 80, answered: 80, own: true });
    expect(seen).toEqual({ vipGapMs: 1400, asked: 190, answered: 167 });
  });

  it.each<[string, Partial<Settled>[]]>([
    ["nobody asked", [{}, {}]],
    ["each host had the VIP all the time that it asked", [{ own: true }, { own: true }]],
  ])("has no gap where %s", async (_, saw) => {
    expect(await seenBy(...saw)).toEqual({ asked: 0, answered: 0 });
  });

  it("is told by the host that gave the VIP up where no other one looked on", async () => {
    expect(await seenBy({ gapMs: 100, asked: 10, answered: 9, own: true }, { gapMs: 2300, asked: 12, answered: 7, own: true })).toEqual({ vipGapMs: 2300, asked: 22, answered: 16 });
  });

  it("has a gap of nothing where every question was answered", async () => {
    expect(await seenBy({ gapMs: 0, asked: 10, answered: 10 }, {})).toEqual({ vipGapMs: 0, asked: 10, answered: 10 });
  });

  it("is told by the others where one guard is gone", async () => {
    const { hosts, guards } = await begun(new FakeHost("cp1", { saw: { gapMs: 200, asked: 10, answered: 8 } }), new FakeHost("cp2"));
    hosts[1]!.channels[0]!.close({ kind: "lost", reason: "the other side ended it", stderr: "" });
    await guards.settle(async (seen) => seen);
    expect(hosts[0]!.told).toEqual(["settle", 'note {"vipGapMs":200,"asked":10,"answered":8}']);
  });

  it("is one line, whatever the plan says", async () => {
    const { hosts, guards } = await begun(new FakeHost("cp1"));
    await guards.settle(async () => ({ why: ["a\nb\r"] }));
    expect(hosts[0]!.told.at(-1)).toBe('note {"why":["a\\nb\\r"]}');
  });
});

describe("the confirmation", () => {
  it("gives all locks back", async () => {
    const { hosts, guards } = await begun(...three());
    expect(await guards.confirm()).toEqual([]);
    expect(hosts.map(({ heldBy }) => heldBy)).toEqual([undefined, undefined, undefined]);
  });

  it("names the hosts whose guard is gone, and still confirms the others", async () => {
    const { hosts, guards } = await begun(...three());
    hosts[1]!.channels[0]!.close({ kind: "lost", reason: "the other side ended it", stderr: "" });
    expect(await guards.confirm()).toEqual(["cp2"]);
    expect(hosts[2]!.told).toEqual(["confirm"]);
  });

  it("names the hosts whose guard says nothing in time", async () => {
    const { guards } = await begun(new FakeHost("cp1"), new FakeHost("cp2", { silent: true }));
    jest.useFakeTimers();
    try {
      const untold = guards.confirm();
      await jest.advanceTimersByTimeAsync(45_000);
      expect(await untold).toEqual(["cp2"]);
    } finally {
      jest.useRealTimers();
    }
  });
});

it("hear that the program is there still, until they are told that all is well", async () => {
  jest.useFakeTimers({ doNotFake: ["setImmediate", "nextTick", "queueMicrotask"] });
  try {
    const hosts = three();
    const guards = await Guards.begin(guarded(hosts));
    jest.advanceTimersByTime(45_000);
    expect(hosts.map(({ told }) => told)).toEqual([["alive", "alive"], ["alive", "alive"], ["alive", "alive"]]);
    await guards.confirm();
    jest.advanceTimersByTime(60_000);
    expect(hosts.map(({ told }) => told.at(-1))).toEqual(["confirm", "confirm", "confirm"]);
  } finally {
    jest.useRealTimers();
  }
});
