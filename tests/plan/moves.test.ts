// A VIP that moves while the hosts look, at any time and any number of times, raises no alarm; a second claimant always does. By thousands of histories.
import fc from "fast-check";
import type { WitnessReport } from "../../components/hosts/reports";
import { judge } from "../../components/plan/verdict";
import { macOf, own, seen, witness } from "./reports";

/** Who held the VIP, one after the other, and for each host when its neighbours answered and when it read the lease, as indices of that history. */
interface History {
  readonly holders: readonly number[];
  readonly looks: readonly { readonly heard: number; readonly read: number }[];
}

const history: fc.Arbitrary<History> = fc.integer({ min: 2, max: 5 }).chain((hosts) =>
  fc.array(fc.nat(hosts - 1), { minLength: 1, maxLength: 4 }).chain((moves) => {
    const holders = moves.filter((host, index) => host !== moves[index - 1]);
    const moment = fc.nat(holders.length - 1);
    const look = fc.tuple(moment, moment).map(([one, other]) => ({ heard: Math.min(one, other), read: Math.max(one, other) }));
    return fc.array(look, { minLength: hosts, maxLength: hosts }).map((looks) => ({ holders, looks }));
  }),
);

const name = (index: number): string => `cp${index + 1}`;

function reportsOf({ holders, looks }: History): WitnessReport[] {
  return looks.map(({ heard, read }, index) => {
    const holds = holders[heard] === index;
    const vips = [holds ? own(name(index)) : seen({ neighbours: [macOf(name(holders[heard]!))] })];
    return witness(name(index), { holds, vips, lease: name(holders[read]!), leaseTransitions: read, settled: heard === read });
  });
}

/** A witness looks again until its own address and lease agree. */
const consistent = ({ holders, looks }: History): boolean => looks.every(({ heard, read }, index) => (holders[heard] === index) === (holders[read] === index));

it("is healthy, and its holder is the one that the latest look found in the lease", () => {
  fc.assert(
    fc.property(history.filter(consistent), (past) => {
      const { holders, looks } = past;
      const latest = Math.max(...looks.map(({ read }) => read));
      expect(judge(reportsOf(past))).toMatchObject({ healthy: true, reason: "", holder: name(holders[latest]!) });
    }),
    { numRuns: 2000 },
  );
});

it("is not healthy when a stranger answered any witness", () => {
  fc.assert(
    fc.property(history.filter(consistent), fc.nat(), (past, at) => {
      const reports = reportsOf(past);
      const outside = reports.filter(({ holds }) => !holds);
      fc.pre(outside.length > 0);
      outside[at % outside.length]!.vips[0]!.neighbours!.push("52:54:00:00:00:99");
      expect(judge(reports)).toMatchObject({ healthy: false, reason: expect.stringContaining("52:54:00:00:00:99") as string });
    }),
    { numRuns: 1000 },
  );
});

it("is not healthy when another host kept the address while the lease stayed where it was", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 5 }), fc.nat(), fc.nat(), (hosts, one, other) => {
      const [holder, late] = [one % hosts, other % hosts];
      fc.pre(holder !== late);
      const reports = reportsOf({ holders: [holder], looks: Array.from({ length: hosts }, () => ({ heard: 0, read: 0 })) });
      reports[late] = witness(name(late), { holds: true, lease: name(holder), leaseTransitions: 0 });
      expect(judge(reports).healthy).toBe(false);
    }),
  );
});
