// The proof as an output: the holder with MAC and lease, each witness, and what they agree on.
import { parseWitnessReport } from "../../components/hosts/reports";
import { proofOf } from "../../components/plan/proof";
import { macOf, own, seen, VIP, witness } from "./reports";

const cp1 = witness("cp1", { holds: true, leaseAgeMs: 300 });
const three = [cp1, witness("cp2", { leaseAgeMs: 900 }), witness("cp3", { vips: [seen({ neighbours: null })] })];

it("names the holder, the MAC of its interface, and its lease by its own clock", () => {
  expect(proofOf(three)).toEqual({
    holder: "cp1",
    mac: macOf("cp1"),
    leaseAgeMs: 300,
    leaseMs: 15_000,
    witnesses: [
      { host: "cp1", holds: true, asked: 1, answered: 1, httpCode: 200, lease: "cp1" },
      { host: "cp2", holds: false, asked: 5, answered: 5, httpCode: 200, neighbours: [macOf("cp1")], lease: "cp1" },
      { host: "cp3", holds: false, asked: 5, answered: 5, httpCode: 200, lease: "cp1" },
    ],
    agreed: { address: "yes", neighbour: "yes", lease: "yes" },
    balancing: [],
    sessions: [],
  });
});

it("adds up what was asked of two VIPs", () => {
  const both = [own("cp1"), { ...own("cp1"), vip: "fd00::9" }];
  const outside = [seen(), seen({ vip: "fd00::9", httpCode: 403 })];
  expect(proofOf([witness("cp1", { holds: true, vips: both }), witness("cp2", { vips: outside })]).witnesses).toEqual([
    { host: "cp1", holds: true, asked: 2, answered: 2, httpCode: 200, lease: "cp1" },
    { host: "cp2", holds: false, asked: 10, answered: 10, httpCode: 403, neighbours: [macOf("cp1")], lease: "cp1" },
  ]);
});

it("has the BGP sessions of every host, with addresses in their usual form", () => {
  const bgp = [{ peer: "fd77::2", source: "fd77:0000:0000:0000:0000:0000:0000:0011" }, { peer: "10.77.0.2", source: "10.77.0.11" }];
  expect(proofOf([witness("cp1", { bgp }), witness("cp2")]).sessions).toEqual([{ host: "cp1", peer: "fd77::2", source: "fd77::11" }, { host: "cp1", peer: "10.77.0.2", source: "10.77.0.11" }]);
});

it("tells whom IPVS hands connections to on the host with the VIP, without those that get none", () => {
  const balanced = (ipvs: string) => parseWitnessReport(JSON.stringify({ ...cp1, ipvs }));
  const table = "0A000008:192B rr;-> 0A00000D:192B Masq 1;0A000009:192B rr;-> 0A00000C:192B Masq 1;-> 0A00000B:192B Masq 1;-> 0A00000D:192B Masq 0;";
  expect(proofOf([balanced(table), witness("cp2")]).balancing).toEqual([{ host: "cp1", vip: VIP, backends: ["10.0.0.11", "10.0.0.12"] }]);
  expect(proofOf([balanced(""), witness("cp2")]).balancing).toEqual([{ host: "cp1", vip: VIP, backends: [] }]);
});

it("tells what nobody could know: behind a router no neighbour is asked", () => {
  const routed = ["cp2", "cp3"].map((host) => witness(host, { vips: [seen({ neighbours: null })] }));
  expect(proofOf([cp1, ...routed])).toMatchObject({ mac: macOf("cp1"), agreed: { address: "yes", neighbour: "unknown", lease: "yes" } });
});

it("says which of the three contradicts: the neighbours' answer, or a second address", () => {
  expect(proofOf([cp1, witness("cp2", { vips: [seen({ neighbours: [macOf("cp3")] })] }), witness("cp3")]).agreed).toEqual({ address: "yes", neighbour: "no", lease: "yes" });
  expect(proofOf([cp1, witness("cp2", { holds: true })])).toMatchObject({ holder: "", mac: "", agreed: { address: "no" } });
});

it("has the MAC from the neighbours when the VIP came to its holder after that one had looked", () => {
  const moved = { lease: "cp2", leaseTransitions: 5, vips: [seen({ neighbours: [macOf("cp2")] })] };
  expect(proofOf([cp1, witness("cp2"), witness("cp3", moved)])).toMatchObject({ holder: "cp2", mac: macOf("cp2"), agreed: { address: "unknown", neighbour: "unknown", lease: "yes" } });
});

it("has no single holder, no lease and no neighbours where every host announces the VIP", () => {
  const all = ["cp1", "cp2"].map((host) => witness(host, { holds: true, elects: false, lease: "", leaseAgeMs: null, leaseMs: null, leaseTransitions: null, settled: false, vips: [{ ...own(host), mac: "" }] }));
  expect(proofOf(all)).toMatchObject({ holder: "", mac: "", agreed: { address: "yes", neighbour: "unknown", lease: "unknown" } });
  expect(proofOf(all)).not.toHaveProperty("leaseAgeMs");
});

it("names the Node of a control plane outside the component, of which only the lease is known", () => {
  const foreign = { lease: "other", vips: [seen({ neighbours: ["52:54:00:00:00:99"] })] };
  expect(proofOf([witness("cp1", foreign), witness("cp2", foreign)])).toMatchObject({ holder: "other", mac: "", agreed: { address: "unknown", neighbour: "unknown", lease: "yes" } });
});

it("knows nothing without reports", () => {
  expect(proofOf([])).toEqual({ holder: "", mac: "", witnesses: [], agreed: { address: "unknown", neighbour: "unknown", lease: "unknown" }, balancing: [], sessions: [] });
});
