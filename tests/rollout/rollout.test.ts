// Who may be touched when, in a rollout over hosts whose changes succeed or fail.
import fc from "fast-check";
import { type Knowledge, NOTHING_KNOWN } from "../../components/knowledge/knowledge";
import type { HostPlan, RolloutPlan } from "../../components/plan/rolloutPlan";
import { rolloutOrder } from "../../components/plan/rolloutOrder";
import { Rollout } from "../../components/rollout/rollout";
import { type Behaviour, callerOf, FakeHost, optionsOf } from "./fakeHost";

const NO_DRIFT = { agent: [], access: [], host: [] };
const update: HostPlan = { change: "update", why: [], restarts: true, holder: false, drift: NO_DRIFT };
const none: HostPlan = { ...update, change: "none", restarts: false };
const unseen: HostPlan = { change: "unknown", why: [], drift: NO_DRIFT };
const holder: HostPlan = { ...update, holder: true };

const planOf = (hosts: Record<string, HostPlan>, parallel = false): RolloutPlan => ({ hosts, order: rolloutOrder(hosts), parallel, awaiting: [], identities: {}, machines: {}, unproven: {} });
const CA = "-----BEGIN CERTIFICATE----- MIIB AAA= -----END CERTIFICATE-----";
const hosts = (keys: readonly string[], behaviour: Options["takeOver"] = {}): Map<string, FakeHost> => new Map(keys.map((key) => [key, new FakeHost(key, { ...(behaviour[key] === undefined ? {} : { takeOver: behaviour[key] }), saw: { ca: CA, sessions: [{ peer: "10.0.0.254", source: "10.0.0.1" }] } })]));

interface Played {
  /** `start cp1`, `end cp1`, `fail cp1`, and `hand over` before what comes after it. */
  readonly events: readonly string[];
  readonly fakes: ReadonlyMap<string, FakeHost>;
  readonly rollout: Rollout;
}

interface Options {
  readonly fresh?: boolean;
  readonly failing?: string;
  readonly preview?: boolean;
  /** What guards say of keepalived, by host key. */
  readonly takeOver?: Readonly<Record<string, NonNullable<Behaviour["takeOver"]>>>;
}

function begin(knowledge: Partial<Knowledge>, keys: readonly string[], { preview = false, takeOver }: Options = {}) {
  const fakes = hosts(keys, takeOver);
  const sessions = new Map([...fakes].map(([key, fake]) => [key, fake.session]));
  const guardOf = async (key: string) => ({ caller: callerOf(key), options: optionsOf("run-1"), wanted: "abc" });
  const rollout = new Rollout({ keys, knowledge: Promise.resolve({ ...NOTHING_KNOWN, sessions, ...knowledge }), preview, guardOf, seeFromHere: async (ca, bgp) => ({ fromHere: { url: "https://192.168.1.100:6443/healthz", httpCode: 200, latencyMs: 3, failure: ca, asked: 1, answered: 1 }, routes: Object.entries(bgp).map(([router, told]) => ({ router, vip: "", nextHops: told.map(({ source }) => source), failure: "" })) }) });
  return { rollout, fakes };
}

/** As kubeVip.ts uses it: every host asks for its turn at once, and changes when it comes. */
async function play(keys: readonly string[], plan: RolloutPlan | undefined, { fresh = false, failing, preview = false, takeOver }: Options = {}): Promise<Played> {
  const { rollout, fakes } = begin(plan === undefined ? {} : { plan }, keys, { preview, ...(takeOver === undefined ? {} : { takeOver }) });
  const events: string[] = [];
  const done = new Map<string, Promise<void>>();
  const change = async (key: string): Promise<void> => {
    await rollout.open;
    await rollout.turn(key, Promise.resolve(fresh), (other) => done.get(other)!);
    const handedOver = [...fakes.values()].some(({ told }) => told.includes("handover"));
    if (handedOver && !events.includes("hand over")) events.push("hand over");
    events.push(`start ${key}`);
    await new Promise((resolve) => setImmediate(resolve));
    events.push(`${key === failing ? "fail" : "end"} ${key}`);
    if (key === failing) throw new Error(`${key} failed`);
  };
  for (const key of keys) done.set(key, change(key));
  await Promise.allSettled(done.values());
  return { events, fakes, rollout };
}

const KEYS = ["cp1", "cp2", "cp3"];
const THREE = planOf({ cp1: holder, cp2: update, cp3: update });

describe("turns", () => {
  it("go one by one, the holder last, which the guards are told before it is touched", async () => {
    const { events, fakes } = await play(KEYS, THREE);
    expect(events).toEqual(["start cp2", "end cp2", "start cp3", "end cp3", "hand over", "start cp1", "end cp1"]);
    for (const { told } of fakes.values()) expect(told).toEqual(["probe", "handover"]);
  });

  it("come all at once where the look found no kube-vip anywhere", async () => {
    const { events } = await play(KEYS, planOf({ cp1: update, cp2: update, cp3: update }, true));
    expect(events.slice(0, 3)).toEqual(["start cp1", "start cp2", "start cp3"]);
  });

  it("come all at once where the agents found no kube-vip anywhere, though nobody looked", async () => {
    expect((await play(KEYS, undefined, { fresh: true })).events.slice(0, 3)).toEqual(["start cp1", "start cp2", "start cp3"]);
  });

  it("go one by one by key where nobody looked", async () => {
    const { events } = await play(KEYS, undefined);
    expect(events).toEqual(["start cp1", "end cp1", "start cp2", "end cp2", "start cp3", "end cp3"]);
  });

  it("never come after a host that failed", async () => {
    const { events } = await play(KEYS, THREE, { failing: "cp2" });
    expect(events).toEqual(["start cp2", "fail cp2"]);
  });

  it("never come when an agent found its host not ready", async () => {
    const { rollout } = begin({ plan: THREE }, KEYS);
    await rollout.open;
    await expect(rollout.turn("cp2", Promise.reject(new Error("cp3 is not ready")), async () => undefined)).rejects.toThrow("cp3 is not ready");
  });

  it("visit every host exactly once, one at a time, for any plan and any failure", async () => {
    const hostPlan = fc.constantFrom(update, none, holder, unseen, { ...holder, change: "none" as const, restarts: false });
    const plans = fc.dictionary(fc.stringMatching(/^cp\d$/), hostPlan, { minKeys: 1, maxKeys: 6, noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(plans, fc.nat(6), async (known, at) => {
        const plan = planOf(known);
        const failing = plan.order[at];
        const { events, fakes } = await play(Object.keys(known), plan, failing === undefined ? {} : { failing });
        const touched = events.filter((event) => event.startsWith("start")).map((event) => event.slice("start ".length));
        expect(touched).toEqual(plan.order.slice(0, failing === undefined ? undefined : at + 1));
        const steps = events.filter((event) => event !== "hand over");
        for (const [index, step] of steps.entries()) expect(step.startsWith("start")).toBe(index % 2 === 0);
        for (const { told } of fakes.values()) expect(told.filter((line) => line === "handover").length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the hand-over", () => {
  const handedOverBefore = ({ events }: Played): string | undefined => events[events.indexOf("hand over") + 1];

  it("is told before a host that may hold the VIP, since nobody saw", async () => {
    expect(handedOverBefore(await play(KEYS, planOf({ cp1: holder, cp2: unseen, cp3: update })))).toBe("start cp2");
  });

  it("is told before the first of several holders", async () => {
    expect(handedOverBefore(await play(KEYS, planOf({ cp1: holder, cp2: holder, cp3: update })))).toBe("start cp1");
  });

  it.each<[string, HostPlan]>([["does not change", { ...none, holder: true }], ["is repaired without a restart", { ...holder, change: "repair", restarts: false }]])("is not told where the holder %s, so that an end of the program takes no follower back", async (_, last) => {
    expect((await play(KEYS, planOf({ cp1: last, cp2: update, cp3: update }))).events).not.toContain("hand over");
  });

  it("is not told where no host holds the VIP", async () => {
    expect((await play(KEYS, planOf({ cp1: update, cp2: update, cp3: update }))).events).not.toContain("hand over");
  });

  it("is not told when a host before it failed", async () => {
    expect((await play(KEYS, THREE, { failing: "cp3" })).events).toEqual(["start cp2", "end cp2", "start cp3", "fail cp3"]);
  });
});

describe("taking over from keepalived", () => {
  const taking: RolloutPlan = { ...planOf({ cp1: update, cp2: holder, cp3: update }), order: ["cp2", "cp1", "cp3"], takeOver: { from: "keepalived", runsOn: KEYS, holder: "cp2", stays: true } };
  const HOLDS = { result: "holds", reason: "" } as const;

  it("ends it on all other hosts before the first is touched, even where no kube-vip runs anywhere, and tells the one that has the VIP last", async () => {
    const { events, fakes } = await play(KEYS, taking, { fresh: true, takeOver: { cp2: HOLDS } });
    expect(events).toEqual(["hand over", "start cp2", "end cp2", "start cp1", "end cp1", "start cp3", "end cp3"]);
    expect([...fakes.values()].map(({ told }) => told)).toEqual([["takeover", "probe", "handover"], ["takeover last", "probe", "handover"], ["takeover", "probe", "handover"]]);
  });

  it("does not begin where keepalived has moved the VIP meanwhile: nobody is told that he is the last", async () => {
    const { events, fakes } = await play(KEYS, taking, { takeOver: { cp2: HOLDS, cp3: HOLDS } });
    expect([events, fakes.get("cp2")!.told]).toEqual([[], []]);
  });

  it.each<[string, Options["takeOver"], string]>([
    ["moved the VIP", { cp3: HOLDS }, "cp3 has the virtual IP now, and not cp2 as before: keepalived has moved it. No host was given kube-vip. Run again."],
    ["could not be ended", { cp1: { result: "failed", reason: "keepalived could not be ended." } }, "cp1: keepalived could not be ended."],
    ["may not be ended where the VIP is", { cp2: { result: "failed", reason: "it has other addresses." } }, "cp2: it has other addresses."],
  ])("says why where keepalived %s", async (_, takeOver, says) => {
    const { rollout } = begin({ plan: taking }, KEYS, { takeOver: { cp2: HOLDS, ...takeOver } });
    await rollout.open;
    await expect(rollout.turn("cp2", Promise.resolve(false), () => Promise.resolve())).rejects.toThrow(says);
  });
});

describe("open", () => {
  it("resolves when all locks are held", async () => {
    const { rollout, fakes } = begin({ plan: THREE }, KEYS);
    await rollout.open;
    expect([...fakes.values()].map(({ heldBy, closes }) => [heldBy, closes])).toEqual([["run-1", 0], ["run-1", 0], ["run-1", 0]]);
  });

  it("rejects with what speaks against the rollout, takes no lock and ends the connections", async () => {
    const { rollout, fakes } = begin({ plan: THREE, refusal: new Error("the VIP is taken") }, KEYS);
    await expect(rollout.open).rejects.toThrow("the VIP is taken");
    expect([...fakes.values()].map(({ channels, closes }) => [channels.length, closes])).toEqual([[0, 1], [0, 1], [0, 1]]);
  });

  it("rejects with what speaks against it at preview, too", async () => {
    await expect(begin({ plan: THREE, refusal: new Error("the VIP is taken") }, KEYS, { preview: true }).rollout.open).rejects.toThrow("the VIP is taken");
  });

  it("rejects with the host that another rollout has, and ends the connections", async () => {
    const { rollout, fakes } = begin({ plan: THREE }, KEYS);
    fakes.get("cp2")!.heldBy = "other";
    await expect(rollout.open).rejects.toThrow("Another rollout changes cp2");
    expect([...fakes.values()].map(({ closes }) => closes)).toEqual([1, 1, 1]);
  });

  it.each<[string, Partial<Knowledge>, boolean]>([
    ["at preview", { plan: THREE }, true],
    ["where nothing changes", { plan: planOf({ cp1: { ...none, holder: true }, cp2: none, cp3: none }) }, false],
    ["where nobody looked", {}, false],
  ])("waits only for the judgement %s: no lock is taken, and the connections end", async (_, knowledge, preview) => {
    const { rollout, fakes } = begin(knowledge, KEYS, { preview });
    await rollout.open;
    expect([...fakes.values()].map(({ channels, closes }) => [channels.length, closes])).toEqual([[0, 1], [0, 1], [0, 1]]);
  });

  it("takes the locks of the hosts that could be reached", async () => {
    const reached = new FakeHost("cp1");
    const { rollout } = begin({ plan: planOf({ cp1: holder, cp2: unseen }), sessions: new Map([["cp1", reached.session]]) }, ["cp1", "cp2"]);
    await rollout.open;
    expect(reached.heldBy).toBe("run-1");
  });
});

describe("what was seen of the VIP", () => {
  it("is kept on all hosts, with the plan, once all are done", async () => {
    const { rollout, fakes } = await play(KEYS, THREE);
    let finish = (): void => undefined;
    const settled = rollout.settle(new Promise<void>((resolve) => (finish = resolve)));
    await new Promise((resolve) => setImmediate(resolve));
    expect(fakes.get("cp1")!.told).not.toContain("settle");
    finish();
    await settled;
    for (const { told } of fakes.values()) {
      expect(told.slice(-2)[0]).toBe("settle");
      expect(JSON.parse(told.at(-1)!.slice("note ".length))).toMatchObject({ parallel: false, hosts: [{ host: "cp2" }, { host: "cp3" }, { host: "cp1" }], asked: 0, answered: 0, fromHere: { httpCode: 200, failure: "-----BEGIN CERTIFICATE-----\nMIIB\nAAA=\n-----END CERTIFICATE-----\n" }, routes: KEYS.map((router) => ({ router, nextHops: ["10.0.0.1"] })) });
    }
  });

  it("is looked at, under all guards, also where no host changes but the last proof failed", async () => {
    const unproven = { ...planOf({ cp1: none, cp2: none, cp3: none }), unproven: { cp1: "the router had no route" } };
    const { rollout, fakes } = await play(KEYS, unproven);
    await rollout.settle(Promise.resolve());
    for (const { told } of fakes.values()) expect(told.map((line) => line.split(" ")[0])).toEqual(["settle", "note"]);
  });

  it("shows which hosts have another manifest than is wanted although all are said to be done", async () => {
    const { rollout, fakes } = await play(KEYS, THREE);
    fakes.get("cp3")!.recorded = "def";
    expect(await rollout.settle(Promise.resolve())).toEqual(["cp3"]);
  });

  it("is not asked for when a host failed", async () => {
    const { rollout, fakes } = await play(KEYS, THREE);
    await expect(rollout.settle(Promise.reject(new Error("cp1 failed")))).rejects.toThrow("cp1 failed");
    expect(fakes.get("cp2")!.told).not.toContain("settle");
  });

  it("is nothing where nobody looked", async () => {
    const { rollout, fakes } = await play(KEYS, undefined);
    await rollout.settle(Promise.resolve());
    expect(fakes.get("cp1")!.told).toEqual([]);
  });
});

describe("the confirmation", () => {
  it("gives locks and connections back", async () => {
    const { rollout, fakes } = await play(KEYS, THREE);
    expect(await rollout.confirm()).toEqual([]);
    expect([...fakes.values()].map(({ heldBy, closes }) => [heldBy, closes])).toEqual([[undefined, 1], [undefined, 1], [undefined, 1]]);
  });

  it("names the hosts that could not be told", async () => {
    const { rollout, fakes } = await play(KEYS, THREE);
    fakes.get("cp3")!.channels[0]!.close({ kind: "lost", reason: "the other side ended it", stderr: "" });
    expect(await rollout.confirm()).toEqual(["cp3"]);
  });

  it("has nobody to tell where no lock was taken", async () => {
    expect(await (await play(KEYS, undefined)).rollout.confirm()).toEqual([]);
  });
});

it("stops before the next host when a lock was lost, and says where", async () => {
  const { rollout, fakes } = begin({ plan: THREE }, KEYS);
  await rollout.open;
  await rollout.turn("cp2", Promise.resolve(false), async () => undefined);
  fakes.get("cp2")!.channels[0]!.cut();
  await new Promise((resolve) => setImmediate(resolve));
  await expect(rollout.turn("cp3", Promise.resolve(false), async () => undefined)).rejects.toThrow("The connection to the guard on cp2 was lost");
});
