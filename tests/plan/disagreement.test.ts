// Contradictions among the three witnesses of who holds the VIP, and what is none.
import type { WitnessReport } from "../../components/hosts/reports";
import { disagreement } from "../../components/plan/disagreement";
import { macOf, own, seen, VIP, witness } from "./reports";

const cp1 = witness("cp1", { holds: true });
const cp2 = witness("cp2");
const cp3 = witness("cp3");
const answeredBy = (host: string, macs: string[] | null, over: Partial<WitnessReport> = {}) => witness(host, { vips: [seen({ neighbours: macs })], ...over });

it("has nothing to say when address, neighbours and lease name the same host", () => {
  expect(disagreement([cp1, cp2, cp3])).toBe("");
});

describe("the address", () => {
  it("on two hosts is named with both, and with the one that may have it", () => {
    const reason = disagreement([cp1, witness("cp2", { holds: true, lease: "", leaseTransitions: null }), cp3]);
    expect(reason).toBe(`cp1 and cp2 have the VIP ${VIP} on an interface, where only one may. The lease names cp1; look at kube-vip's log on the others, and take the address off them when it stays.`);
  });

  it("on two hosts is found where no lease can be read", () => {
    const blind = { lease: "", leaseTransitions: null, settled: false };
    expect(disagreement([witness("cp1", { holds: true, ...blind }), witness("cp2", { holds: true, ...blind })])).toContain("The lease could not be read");
  });

  it("that moved between two looks was on one host at a time", () => {
    const moved = [cp1, witness("cp2", { holds: true, lease: "cp2", leaseTransitions: 5 }), answeredBy("cp3", [macOf("cp2")], { lease: "cp2", leaseTransitions: 5 })];
    expect(disagreement(moved)).toBe("");
  });

  it("on two hosts in reports of version 0.1.0, which do not tell how often it moved, is taken for a move", () => {
    const old = (host: string, over: Partial<WitnessReport>) => witness(host, { elects: false, leaseTransitions: null, macs: [], settled: false, ...over });
    expect(disagreement([old("cp1", { holds: true }), old("cp2", { holds: true, lease: "cp2" }), old("cp3", { lease: "cp2" })])).toBe("");
  });

  it("on a host that cannot read the lease, which names another, is a contradiction", () => {
    expect(disagreement([witness("cp1", { holds: true, lease: "", leaseTransitions: null }), witness("cp2", { lease: "other" })])).toContain("cp1 has the VIP, but the lease names other:");
  });

  it("on every host is as it should be where all announce it", () => {
    const all = ["cp1", "cp2"].map((host) => witness(host, { holds: true, elects: false, lease: "", vips: [own(host)] }));
    expect(disagreement(all)).toBe("");
  });
});

describe("the neighbours' answer", () => {
  const strange = "52:54:00:00:00:99";

  it.each([["alone", [strange]], ["beside the holder's", [macOf("cp1"), strange]]])("of a stranger %s is named with its MAC and with who saw it", (_, macs) => {
    const reason = disagreement([cp1, answeredBy("cp2", macs), answeredBy("cp3", macs)]);
    expect(reason).toBe(`a machine with the MAC ${strange} answers for the VIP ${VIP}, seen from cp2 and cp3, and none of the hosts has an interface with it. Find that machine and take the address off it; if it is a control plane of this cluster, add it to \`hosts\`.`);
  });

  it("of a control plane outside the component is no stranger's when the lease names it", () => {
    const foreign = { lease: "cp9", vips: [seen({ neighbours: [strange] })] };
    expect(disagreement([witness("cp1", foreign), witness("cp2", foreign)])).toBe("");
  });

  it("cannot be told from a stranger's where a host does not tell its own", () => {
    expect(disagreement([cp1, answeredBy("cp2", [strange]), witness("cp3", { macs: [] })])).toBe("");
  });

  it("of two hosts in one look is two claimants, though only one has told of the address", () => {
    expect(disagreement([cp1, answeredBy("cp2", [macOf("cp1"), macOf("cp3")], { settled: false }), cp3])).toContain(`cp1 and cp3 both answer for the VIP ${VIP}, seen from cp2`);
  });

  it("from two interfaces of one host is one claimant", () => {
    const both = [macOf("cp1"), "52:54:00:00:01:01"];
    expect(disagreement([witness("cp1", { holds: true, macs: both }), answeredBy("cp2", both), cp3])).toBe("");
  });

  it("of a host that the lease did not name at any time of that look is a contradiction", () => {
    expect(disagreement([cp1, answeredBy("cp2", [macOf("cp3")]), cp3])).toContain(`cp3 answers for the VIP ${VIP} (with the MAC ${macOf("cp3")}, seen from cp2), but the lease names cp1.`);
  });

  it("of a host that the lease may have named a moment before is none", () => {
    expect(disagreement([cp1, answeredBy("cp2", [macOf("cp3")], { settled: false }), cp3])).toBe("");
  });

  it("that nobody could ask for or hear is no contradiction", () => {
    expect(disagreement([cp1, answeredBy("cp2", null), answeredBy("cp3", [])])).toBe("");
  });
});
