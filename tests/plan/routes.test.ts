// Routes in what routers print, in the forms of several of them.
import fc from "fast-check";
import { routeSight } from "../../components/plan/routes";

const VIP = "10.77.0.100";
const session = (source: string) => [{ peer: "10.77.0.2", source }];
const sessions = { cp1: session("10.77.0.11"), cp2: session("10.77.0.12"), cp3: session("10.77.0.13") };
const all = { sessions, all: true };

const BIRD = `BIRD 2.0.12 ready.
Table master4:
10.77.0.100/32       unicast [cp1_near 03:28:17.248] * (100) [AS65000i]
\tvia 10.77.0.11 on eth0
                     unicast [cp2_near 03:28:17.617] (100) [AS65000i]
\tvia 10.77.0.12 on eth0
                     unicast [cp3_near 03:28:18.899] (100) [AS65000i]
\tvia 10.77.0.13 on eth0
`;
const FRR = `Routing entry for 10.77.0.100/32
  Known via "bgp", distance 20, metric 0, best
  Last update 00:00:12 ago
  * 10.77.0.11, via eth0, weight 1
  * 10.77.0.12, via eth0, weight 1
  * 10.77.0.13, via eth0, weight 1
`;
const IPROUTE = "10.77.0.100 proto bgp metric 20 \n\tnexthop via 10.77.0.11 dev eth0 weight 1 \n\tnexthop via 10.77.0.12 dev eth0 weight 1 \n\tnexthop via 10.77.0.13 dev eth0 weight 1 \n";
const JSON_FORM = JSON.stringify({ "10.77.0.100/32": [{ nexthops: ["10.77.0.11", "10.77.0.12", "10.77.0.13"].map((ip) => ({ ip })) }] });

it.each([["BIRD", BIRD], ["FRR", FRR], ["ip(8)", IPROUTE], ["JSON", JSON_FORM]])("are found in the words of %s", (_, text) => {
  expect(routeSight("r1", VIP, text, all)).toEqual({ router: "r1", vip: VIP, nextHops: ["cp1", "cp2", "cp3"], failure: "" });
});

it.each([
  ["no route", "Network not in table\n", [], `it shows no route to ${VIP}`],
  ["another VIP alone", BIRD.replace("10.77.0.100", "10.77.0.10"), [], `it shows no route to ${VIP}`],
  ["a route to others", "10.77.0.100/32 via 10.77.0.99\n", [], `its route to ${VIP} leads to none of the hosts`],
  ["an address that begins as a host's does", "10.77.0.100/32 via 10.77.0.119\n", [], `its route to ${VIP} leads to none of the hosts`],
  ["a route to some hosts", "10.77.0.100/32 via 10.77.0.12\n", ["cp2"], `its route to ${VIP} does not lead to cp1 and cp3`],
])("that are not as they should be are told: %s", (_, text, nextHops, failure) => {
  expect(routeSight("r1", VIP, text, all)).toEqual({ router: "r1", vip: VIP, nextHops, failure });
});

it("lead to one host where one announces", () => {
  expect(routeSight("r1", VIP, "10.77.0.100/32 via 10.77.0.12", { sessions, all: false })).toMatchObject({ nextHops: ["cp2"], failure: "" });
});

it("are found by IPv6 addresses in any form, and by any of a host's sources", () => {
  const both = { cp1: [...session("10.77.0.11"), { peer: "fd77::2", source: "fd77::11" }] };
  expect(routeSight("r1", "fd77::100", "FD77:0:0::100/128 via fd77:0::0011 dev eth0", { sessions: both, all: true })).toMatchObject({ nextHops: ["cp1"], failure: "" });
});

describe("of two families", () => {
  const VIP6 = "fd77::100";
  const text = "10.77.0.100/32 via 10.77.0.11\nfd77::100/128 via fd77::12\n";
  const four = { cp1: session("10.77.0.11"), cp2: session("10.77.0.12") };
  const addresses = { cp1: ["10.77.0.11", "fd77::11"], cp2: ["10.77.0.12", "fd77::12"] };

  it("count for the VIP of their own family alone", () => {
    const sessions = { cp1: [...session("10.77.0.11"), { peer: "fd77::2", source: "fd77::11" }], cp2: [...session("10.77.0.12"), { peer: "fd77::2", source: "fd77::12" }] };
    expect(routeSight("r1", VIP, text, { sessions, all: true })).toMatchObject({ nextHops: ["cp1"], failure: `its route to ${VIP} does not lead to cp2` });
    expect(routeSight("r1", VIP6, text, { sessions, all: true })).toMatchObject({ nextHops: ["cp2"], failure: `its route to ${VIP6} does not lead to cp1` });
  });

  it("lead to other addresses of the hosts, where a session of the other family carries them", () => {
    expect(routeSight("r1", VIP6, text.replace("fd77::12", "fd77::11 and fd77::12"), { sessions: four, all: true, addresses })).toMatchObject({ nextHops: ["cp1", "cp2"], failure: "" });
    expect(routeSight("r1", VIP6, text, { sessions: four, all: true })).toMatchObject({ failure: `its route to ${VIP6} leads to none of the hosts` });
    expect(routeSight("r1", VIP6, text, { sessions: { ...four, cp2: [] }, all: true, addresses })).toMatchObject({ nextHops: [] });
  });
});

it("are looked for in any text without a failure of its own", () => {
  fc.assert(fc.property(fc.string(), (text) => routeSight("r1", VIP, text, all).vip === VIP));
});
