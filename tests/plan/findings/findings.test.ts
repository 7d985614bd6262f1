// Every fault is noticed, alone, at the right hosts, in sentences; and a healthy control plane draws not a word.
import { renderManifest } from "../../../components/manifest/manifest";
import { manifestHash } from "../../../components/manifest/yaml";
import { CATALOGUE, FINDING_IDS } from "../../../components/plan/findings/catalogue";
import { checkSeverities, findings } from "../../../components/plan/findings/findings";
import { PROBLEM_IDS } from "../../../components/settings/checks/index";
import { type Case, CASES } from "./cases";
import { readyBackends } from "./cases/backends";
import { also, othersServices } from "./cases/services";
import { bare, healthy, healthyBgp, healthyDual, NOW, observed, OWNER, serving, settingsWith, VIP, VIP6 } from "./samples";

const OPTIONS = { now: NOW, owner: OWNER };
const START = { bare, bgp: healthyBgp, dual: healthyDual, serving };

function judge({ from, settings = {}, facts: change, observations = {} }: Pick<Case, "from" | "settings" | "facts" | "observations">) {
  const hosts = from ? START[from]() : healthy();
  change?.(hosts);
  return findings(settingsWith(settings, from === "bgp"), { ...observed(hosts), ...observations }, OPTIONS);
}

describe.each(CASES.map((fault) => [fault.id, fault.when, fault] as const))("%s: %s", (id, _when, fault) => {
  const found = judge(fault);
  const own = found.filter((finding) => finding.id === id);

  it("is said with its severity, at these hosts, and nothing else is", () => {
    expect([...new Set(found.map((finding) => finding.id))].sort()).toEqual([id, ...(fault.also ?? [])].sort());
    expect([...new Set(own.map(({ severity }) => severity))]).toEqual([CATALOGUE[id]?.severity]);
    expect(own.flatMap(({ hosts }) => hosts)).toEqual(fault.hosts);
  });

  it("is said with what was measured, and what to do", () => {
    expect(own.some(({ reason }) => (typeof fault.says === "string" ? reason.includes(fault.says) : fault.says.test(reason))) ? fault.says : own.map(({ reason }) => reason)).toBe(fault.says);
    if (fault.remedy !== undefined) expect(own[0]?.remedy).toBe(fault.remedy);
    for (const { reason, remedy } of found) {
      expect(reason).toMatch(/^[\p{Lu}\d`k/eu].*[^.]\.$/u);
      expect(remedy).toMatch(/^[A-Z`].*[^.]\.$/);
    }
  });
});

describe("the catalogue", () => {
  it("has a case for every id, and no case for an id that does not exist", () => {
    expect([...new Set(CASES.map(({ id }) => id))].sort()).toEqual([...FINDING_IDS].sort());
  });

  it("writes ids in kebab-case, none of them one of the settings' own", () => {
    for (const id of FINDING_IDS) expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/);
    expect(FINDING_IDS.filter((id) => id in PROBLEM_IDS)).toEqual([]);
  });

  it("says of each what it means, how it was seen and what to do, in sentences", () => {
    for (const [id, { title, meaning, seen, remedy }] of Object.entries(CATALOGUE)) {
      expect([id, title]).toEqual([id, expect.stringMatching(/^[A-Zk].*[^.]$/)]);
      for (const text of [meaning, seen, remedy]) expect([id, text]).toEqual([id, expect.stringMatching(/^[A-Z`ke/].*[^.]\.$/)]);
    }
  });
});

describe("Services", () => {
  it.each(othersServices)("%s are nobody's concern here", (_what, settings, service) => {
    const hosts = serving();
    also(service)(hosts);
    expect(findings(settingsWith(settings), observed(hosts), OPTIONS)).toEqual([]);
  });

  it("are not looked at where kube-vip serves none", () => {
    const hosts = serving();
    also({ asks: ["192.168.1.100"] })(hosts);
    expect(findings(settingsWith(), observed(hosts), OPTIONS)).toEqual([]);
  });
});

it("openssl is missed by nobody where kube-vip logs in with the kubeconfig", () => {
  const hosts = healthy();
  hosts.cp2.missingPrograms = ["openssl"];
  expect(findings(settingsWith(), observed(hosts), OPTIONS)).toEqual([]);
});

describe("silence", () => {
  it.each([
    ["where kube-vip runs on all hosts", {}],
    ["before anything is installed", { from: "bare" as const }],
    ["in BGP mode with the VIP on every host", { from: "bgp" as const }],
    ["with both families", { from: "dual" as const, settings: { vip: `192.168.1.100,${VIP6}` } }],
    ["where anonymous access is off", { facts: (hosts: ReturnType<typeof healthy>) => Object.values(hosts).forEach((facts) => { facts.vips![0]!.healthz!.httpCode = 401; facts.apiServer!.healthz.httpCode = 403; }) }],
  ])("%s", (_when, state) => {
    expect(judge(state)).toEqual([]);
  });

  it("about whatever is not known", () => {
    const all = healthy();
    const hosts = Object.fromEntries(Object.entries(all).map(([key, { system }]) => [key, { system, gaps: [] }]));
    expect(findings(settingsWith(), observed(hosts), OPTIONS)).toEqual([]);
  });

  it("about owners, where nobody is about to change anything", () => {
    const hosts = healthy();
    hosts.cp1.record!.owner = "other::stack::kube-vip:index:KubeVip::x#cp1";
    delete hosts.cp2.record;
    expect(findings(settingsWith(), observed(hosts), { now: NOW })).toEqual([]);
  });

  it("about what the user takes over", () => {
    const hosts = healthy();
    hosts.cp1.record!.owner = "other::stack::kube-vip:index:KubeVip::x#cp1";
    delete hosts.cp2.record;
    expect(findings(settingsWith({ adopt: true }), observed(hosts), OPTIONS)).toEqual([]);
  });

  it("about keepalived, where the VIP is taken over from it, until kube-vip runs there", () => {
    const taking = { rollout: { takeOver: "keepalived" }, observe: "require" };
    const byKeepalived = (hosts: ReturnType<typeof bare>) => {
      Object.values(hosts).forEach((facts) => { facts.vips = [{ vip: VIP, answeredBy: ["52:54:00:00:00:12"], probedFrom: "eth0" }]; });
      hosts.cp2.vips = [{ vip: VIP, interface: "eth0", prefixLength: 24 }];
      [hosts.cp2, hosts.cp3].forEach((facts) => { facts.otherVipManagers = [{ name: "keepalived", pid: 41 }, { name: "haproxy", pid: 44 }]; });
    };
    expect(judge({ from: "bare", settings: taking, facts: byKeepalived })).toEqual([]);
    expect(judge({ from: "bare", facts: byKeepalived }).map(({ id, hosts }) => [id, hosts])).toEqual([["vip-managed-by-keepalived", ["cp2"]], ["other-vip-manager", ["cp2", "cp3"]]]);
    expect(judge({ settings: taking, facts: ({ cp2 }) => { cp2.otherVipManagers = [{ name: "keepalived", pid: 41 }]; } }).map(({ id }) => id)).toEqual(["other-vip-manager"]);
  });

  it("about the rollout that the observer holds itself", () => {
    const hosts = healthy();
    hosts.cp1.record!.lock = { who: "me", run: "mine", heldSeconds: 3, alive: true, ending: false, owner: "" };
    expect(findings(settingsWith(), observed(hosts), { ...OPTIONS, run: "mine" })).toEqual([]);
  });

  it("about the elected host's missing VIP, where its kube-vip still provides the one before", () => {
    const hosts = healthy();
    for (const facts of Object.values(hosts)) {
      facts.kubeVips![0]!.environment = { ...facts.kubeVips![0]!.environment, address: "192.168.1.99" };
      facts.vips = [{ vip: "192.168.1.100", answeredBy: [], probedFrom: "eth0", healthz: { httpCode: 0, latencyMs: 0, failure: "Failed to connect" } }];
    }
    expect(findings(settingsWith(), observed(hosts), OPTIONS)).toEqual([]);
  });

  it.each([
    ["the settings are others now", { failedSha256: "7".repeat(64) }],
    ["`retry` has another text now", { failedRetry: "before" }],
    ["the host was booted since", { failedBoot: "boot-before" }],
  ])("about a manifest that failed, where %s", (_what, change) => {
    const hosts = healthy();
    Object.assign(hosts.cp2.record!, { failedSha256: manifestHash(renderManifest(settingsWith(), "cp2")), failedReason: "it answers 503", failedRetry: "", failedBoot: "boot-2", ...change });
    expect(findings(settingsWith(), observed(hosts), OPTIONS)).toEqual([]);
  });

  it("about on-link networks, where a host outside the holder reaches the VIP all the same", () => {
    const hosts = healthy();
    hosts.cp3.routes = [{ family: 4, destination: "default", gateway: "10.0.0.1", interface: "eth0" }];
    expect(findings(settingsWith({ interface: "eth0" }), observed(hosts), OPTIONS)).toEqual([]);
  });

  it("about a holder's VIP on the back ends' loopback, where direct routing wants it there", () => {
    const hosts = healthy();
    readyBackends(hosts);
    for (const facts of [hosts.cp2, hosts.cp3]) facts.vips![0] = { vip: "192.168.1.100", interface: "lo", prefixLength: 32 };
    for (const forwardingMethod of ["directroute", "tunnel"]) expect(findings(settingsWith({ "loadBalancer.forwardingMethod": forwardingMethod }), observed(hosts), OPTIONS)).toEqual([]);
  });

  it("about back ends, where BGP puts the VIP on all", () => {
    const settings = { "loadBalancer.forwardingMethod": "directroute", "leaderElection.enabled": false };
    const hosts = healthyBgp();
    for (const facts of Object.values(hosts)) delete facts.ipvs;
    expect(findings(settingsWith(settings, true), observed(hosts), OPTIONS)).toEqual([]);
  });
});

describe("severities", () => {
  const stale = healthy();
  stale.cp2.kubeconfig!.mode = "644";
  stale.cp3.kubelet!.running = false;
  const judged = (severities: Record<string, "error" | "warning" | "info" | "off">) => findings(settingsWith(), observed(stale), { ...OPTIONS, severities }).map(({ id, severity }) => [id, severity]);

  it("puts errors first", () => {
    expect(judged({})).toEqual([["kubelet-not-running", "error"], ["kubeconfig-readable", "warning"]]);
  });

  it("are raised, lowered and switched off by id", () => {
    expect(judged({ "kubelet-not-running": "info", "kubeconfig-readable": "error" })).toEqual([["kubeconfig-readable", "error"], ["kubelet-not-running", "info"]]);
    expect(judged({ "kubelet-not-running": "off" })).toEqual([["kubeconfig-readable", "warning"]]);
  });

  it("name no id that there is not: the nearest is told", () => {
    expect(checkSeverities({ "vip-held-by-strangers": "off", "vip-held-by-stranger": "fatal", zzz: "info" })).toEqual([
      'There is no finding called "vip-held-by-strangers"; did you mean `vip-held-by-stranger`?',
      'The severity "fatal" of "vip-held-by-stranger" is none of error, warning, info, off.',
      'There is no finding called "zzz"; docs/findings.md lists them.',
    ]);
    expect(checkSeverities({ "clocks-apart": "off" })).toEqual([]);
  });
});
