// The order of a rollout, for any number of hosts of which any may hold the VIP.
import fc from "fast-check";
import { rolloutOrder } from "../../components/plan/rolloutOrder";

const key = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/);
const hosts = fc.dictionary(key, fc.record({ holder: fc.boolean() }, { requiredKeys: [] }), { noNullPrototype: true, maxKeys: 20 });

it("takes the holder last, those of which it is not known before it, and else goes by key", () => {
  expect(rolloutOrder({ cp1: { holder: true }, cp2: {}, cp4: { holder: false }, cp3: { holder: false } })).toEqual(["cp3", "cp4", "cp2", "cp1"]);
});

it("takes a host first that is named so, though it holds the VIP", () => {
  expect(rolloutOrder({ cp1: { holder: false }, cp2: { holder: true }, cp3: {} }, "cp2")).toEqual(["cp2", "cp1", "cp3"]);
});

it("has every host exactly once", () => {
  fc.assert(fc.property(hosts, (known) => expect([...rolloutOrder(known)].sort()).toEqual(Object.keys(known).sort())));
});

it("never takes a host that may hold the VIP before one that does not", () => {
  fc.assert(
    fc.property(hosts, (known) => {
      const ranks = rolloutOrder(known).map((host) => [false, undefined, true].indexOf(known[host]!.holder));
      expect(ranks).toEqual([...ranks].sort());
    }),
  );
});

it("does not depend on the order in which hosts are given", () => {
  fc.assert(fc.property(hosts, (known) => expect(rolloutOrder(Object.fromEntries(Object.entries(known).reverse()))).toEqual(rolloutOrder(known))));
});
