// What holds for any arguments: nothing throws, good ones resolve, and nothing is said that rests on an unknown value.
import fc from "fast-check";
import { resolveSettings } from "../../components/settings/resolve";
import { hostKeyFor, parseKnownHosts } from "../../components/settings/knownHosts";
import { parseAddress } from "../../components/settings/addresses";
import type { ResolvedArgs } from "../../components/settings/resolved";
import { BAD_CASES } from "./badCases";
import { hashedName, publicKey } from "./keys";
import { pathsIn, validArgs } from "./arbitraries";
import { bgpArgs, goodArgs, withChanges, withUnknown } from "./samples";

const RUNS = 1000;

it("resolves arguments that are right", () => {
  fc.assert(fc.property(validArgs, (args) => {
    const { settings, problems } = resolveSettings(args);
    expect(problems.filter((problem) => problem.severity === "error")).toEqual([]);
    expect(Object.keys(settings?.hosts ?? {})).toEqual(Object.keys(args.hosts));
    expect(settings?.vips).toEqual([parseAddress(args.vip)?.text]);
    const { leaseDurationSeconds, renewDeadlineSeconds, retryPeriodSeconds } = settings!.leaderElection;
    expect(leaseDurationSeconds > renewDeadlineSeconds && renewDeadlineSeconds > 1.2 * retryPeriodSeconds).toBe(true);
  }), { numRuns: RUNS });
});

it("gives the same answer to the same arguments, and leaves them as they are", () => {
  fc.assert(fc.property(validArgs, (args) => {
    const before = JSON.stringify(args);
    expect(JSON.stringify(resolveSettings(args))).toBe(JSON.stringify(resolveSettings(structuredClone(args))));
    expect(JSON.stringify(args)).toBe(before);
  }), { numRuns: 200 });
});

it("never throws, whatever it is given, and says what is wrong with anything that is no settings", () => {
  fc.assert(fc.property(fc.anything({ withNullPrototype: true, withDate: true, withMap: true, withSparseArray: true }), (garbage) => {
    const { settings, problems } = resolveSettings(garbage as ResolvedArgs);
    expect(settings).toBeUndefined();
    expect(problems.length).toBeGreaterThan(0);
  }), { numRuns: RUNS });
});

it("never throws for right arguments with garbage somewhere in them", () => {
  const damaged = validArgs.chain((args) => fc.tuple(fc.constant(args), fc.constantFrom(...pathsIn(args)), fc.oneof(fc.anything(), fc.string({ unit: "binary" }), fc.double(), fc.constantFrom("", "\u0000", "-1", "{{ x }}"))));
  fc.assert(fc.property(damaged, ([args, path, garbage]) => {
    const { settings, problems } = resolveSettings(withChanges(args, { [path]: garbage === undefined ? null : garbage }));
    expect(settings === undefined).toBe(problems.some((problem) => problem.severity === "error"));
  }), { numRuns: RUNS });
});

/** Bad cases of all kinds and good arguments, so that all checks have something to say. */
const anyArgs = fc.oneof(validArgs, fc.constantFrom(...BAD_CASES).map((bad) => withChanges(bad.bgp ? bgpArgs() : goodArgs(), bad.changes)));

it("says nothing while a value is unknown that it would not say once it is known", () => {
  const partly = anyArgs.filter((args) => !hasCycle(args)).chain((args) => fc.tuple(fc.constant(args), fc.constantFrom(...pathsIn(args))));
  fc.assert(fc.property(partly, ([args, path]) => {
    fc.pre(path !== "hosts");
    const names = (result: ReturnType<typeof resolveSettings>) => result.problems.map((problem) => `${problem.id} ${problem.field}`);
    const later = new Set(names(resolveSettings(args)));
    const now = names(resolveSettings(withUnknown(args, path), { unknown: [path] }));
    expect(now.filter((text) => !later.has(text))).toEqual([]);
  }), { numRuns: 2 * RUNS });
});

function hasCycle(value: unknown): boolean {
  try {
    return JSON.stringify(value) === undefined;
  } catch {
    return true;
  }
}

describe("known_hosts", () => {
  const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6().filter((text) => parseAddress(text) !== undefined));
  const seed = fc.integer({ min: 1, max: 250 });

  it("finds again what was written, plain or hashed, among other lines", () => {
    const written = fc.record({ name: host, port: fc.constantFrom(22, 2222), key: seed, salt: fc.uint8Array({ minLength: 20, maxLength: 20 }), hashed: fc.boolean(), noise: fc.array(fc.string().map((text) => `# ${text.replace(/[\r\n]/g, "")}`)), eol: fc.constantFrom("\n", "\r\n") });
    fc.assert(fc.property(written, ({ name, port, key, salt, hashed, noise, eol }) => {
      const canonical = parseAddress(name)?.text ?? name.toLowerCase();
      const looked = port === 22 ? canonical : `[${canonical}]:${port}`;
      const pinned = publicKey("ssh-ed25519", key);
      const text = [...noise, `${hashed ? hashedName(looked, Buffer.from(salt)) : looked} ${pinned}`, ...noise].join(eol);
      expect(hostKeyFor(parseKnownHosts(text), name, port)).toEqual({ key: pinned });
    }), { numRuns: 500 });
  });

  it("never throws, and never gives a key that is not in the text", () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.lorem()), host, (text, name) => {
      const { key, problem } = hostKeyFor(parseKnownHosts(text), name, 22);
      expect(key === undefined ? problem?.remedy : text).toBeTruthy();
      if (key !== undefined) expect(text).toContain(key);
    }), { numRuns: 500 });
  });
});

it("reads addresses as their canonical text, and that again as itself", () => {
  fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
    const address = parseAddress(text);
    fc.pre(address !== undefined);
    expect(parseAddress(address!.text)).toEqual(address);
  }));
});
