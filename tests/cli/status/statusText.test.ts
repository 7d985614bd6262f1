// What a person reads, from facts to the exact text.
import { coloured, paintFor, plain } from "../../../cli/status/style";
import { statusOf } from "../../../cli/status/statusOf";
import { statusText } from "../../../cli/status/statusText";
import type { Observations } from "../../../components/facts/observation";
import { AGENT_SHA256, deaf, NOW, seen, settings, unseen } from "../controlPlane";
import { settingsFrom } from "../../facts/healthyCluster";
import { goodArgs } from "../../settings/samples";

const text = (observations: Observations, with_ = settings) => statusText(statusOf({ settings: with_, observations, agentSha256: AGENT_SHA256, now: NOW }), plain);

it("of a healthy control plane is one screen", () => {
  const dated = settingsFrom({ ...goodArgs(), image: { version: "v1.2.1" } });
  expect(text(seen(dated), dated)).toBe(`https://192.168.1.100:6443  healthy: The VIP answers cp2 and cp3.

holder  cp1 has 192.168.1.100 on eth0, 52:54:00:00:00:01
lease   plndr-cp-lock names cp1, renewed 0.9 s ago, holds for 15 s, has moved 2 times

HOST  NODE  VIP    HEALTHZ OF THE VIP  KUBE-VIP            MANIFEST  API SERVER
cp1   cp1   holds  200 in 12 ms (own)  v1.2.1, up 2 d 3 h  ok        200 in 12 ms
cp2   cp2   -      200 in 12 ms        v1.2.1, up 2 d 3 h  ok        200 in 12 ms
cp3   cp3   -      200 in 12 ms        v1.2.1, up 2 d 3 h  ok        200 in 12 ms`);
});

it("of one whose host is away and whose VIP is gone says so first, and once", () => {
  const said = text({ ...seen(settings, { cp1: deaf, cp2: deaf }), cp3: unseen("cp3 (192.168.1.13 port 22) refuses connections.") });
  expect(said.split("\n").slice(0, 2)).toEqual([
    "https://192.168.1.100:6443  down: 192.168.1.100 does not answer (cp2: Connection timed out after 2001 milliseconds).",
    "  cp3 was not seen: cp3 (192.168.1.13 port 22) refuses connections.",
  ]);
  expect(said).toMatch(/^cp3 {3}\? {5}not seen$/m);
  expect(said).toMatch(/^cp2 .* no answer /m);
  expect(said.match(/refuses connections/g)).toHaveLength(1);
});

it("names drift, and what `pulumi up` would change, for hosts with the same change together", () => {
  const other = settingsFrom({ ...goodArgs(), leaderElection: { leaseDurationSeconds: 20 } });
  const said = text(seen(settings, { cp2: (facts) => ({ ...facts, manifestFiles: [{ ...facts.manifestFiles![0]!, mode: "644" }] }) }), other);
  expect(said).toContain("degraded: cp2: /etc/kubernetes/manifests/kube-vip.yaml has mode 644, not 600.");
  expect(said).toContain("`pulumi up` would change cp1, cp2, cp3: vip_leaseduration 15 → 20.");
  expect(said).toMatch(/^cp1 .* other settings /m);
  expect(said).toMatch(/^cp2 .* drifted /m);
});

it("shows findings with their remedy, but not those that are just told", () => {
  const said = text(seen(settings, { cp3: (facts) => ({ ...facts, otherVipManagers: [{ name: "keepalived", pid: 4711 }] }) }));
  expect(said).toMatch(/^(error|warning) +[a-z-]+ \(cp3\): .*keepalived.*\n {9}\S/m);
  expect(said).not.toMatch(/^info/m);
});

it("tells Services where kube-vip is to serve them: the holder of their lease, and which host has which address", () => {
  const serving = settingsFrom({ ...goodArgs(), services: { enabled: true } });
  const web = (number: number) => ({ service: `default/web${number}`, asks: [], has: [`192.168.1.20${number}`], node: "cp2", ignored: false, servedBy: [] });
  const lease = { holder: "cp2", ageMs: 400, durationSeconds: 15, transitions: 1 };
  const own = { prefixLength: 32, scope: "global", tentative: false, dadFailed: false, deprecated: true };
  const link = { name: "eth0", mac: "52:54:00:00:00:02", up: true, carrier: true, loopback: false, kind: "", mtu: 1500, arp: true, addresses: [1, 2].map((number) => ({ ...own, address: `192.168.1.20${number}` })) };
  const told = (services: number, more: object = {}) => text(seen(serving, Object.fromEntries(["cp1", "cp2", "cp3"].map((key) => [key, (facts) => ({
    ...facts, interfaces: key === "cp2" ? [link] : [], cluster: { ...facts.cluster, servicesLease: lease, loadBalancers: [{ ...web(9), node: undefined }, ...Array.from({ length: services }, (_, index) => web(index + 1))], ...more },
  })]))), serving).split("\n").slice(2, 12).filter((line) => /^(services| {10})/.test(line));
  expect(told(2)).toEqual(["services  plndr-svcs-lock names cp2, renewed 0.4 s ago, holds for 15 s, has moved once; 2 have an address by kube-vip", "          default/web1 has 192.168.1.201, on cp2", "          default/web2 has 192.168.1.202, on cp2"]);
  expect(told(7).slice(5)).toEqual(["          default/web5 has 192.168.1.205", "          and 2 more"]);
  expect(told(0, { servicesLease: undefined })).toEqual(["services  none has an address by kube-vip"]);
  expect(told(0, { servicesLease: undefined, loadBalancers: undefined })).toEqual(["services  which of them have an address could not be seen"]);
  expect(text(seen(settings))).not.toContain("services");
});

it("has colours on a terminal alone, and not where NO_COLOR is set", () => {
  expect(paintFor({ isTTY: true }, {})).toBe(coloured);
  for (const [stream, env] of [[{ isTTY: false }, {}], [{}, {}], [{ isTTY: true }, { NO_COLOR: "1" }], [{ isTTY: true }, { TERM: "dumb" }]] as const) expect(paintFor(stream, env)).toBe(plain);
  expect(paintFor({ isTTY: true }, { NO_COLOR: "" })).toBe(coloured);
  const status = statusOf({ settings, observations: seen(settings), agentSha256: AGENT_SHA256, now: NOW });
  expect(statusText(status, coloured).replace(/\u001b\[\d+m/g, "")).toBe(statusText(status, plain));
});
