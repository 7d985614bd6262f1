// Each drift is one clause about one host; what is as it was left, or could not be read, is none.
import fc from "fast-check";
import type { AccessFacts, HostFacts, KubeVipProcess, ManifestFile, RecordedKubeconfig, RecordFacts } from "../../components/facts/hostFacts";
import { manifestHash } from "../../components/manifest/yaml";
import { driftOf } from "../../components/plan/drift";
import { hostFacts, PARTS } from "../facts/arbitraries";
import { AGENT, freshHost, healthyHost, manifestsOf, settingsFrom, VIP } from "../facts/healthyCluster";
import { goodArgs } from "../settings/samples";

const settings = settingsFrom();
const healthy = healthyHost(settings, "cp1");
const follower = healthyHost(settings, "cp2");
const manifests = manifestsOf(settings);
const NOW = Date.parse("2026-11-23T12:00:00Z");
const WANTED = new Map(Object.keys(manifests).map((key) => [key, { manifestSha256: manifestHash(manifests[key]!), agentSha256: AGENT, now: NOW }]));
const wantedBy = (key: string) => WANTED.get(key)!;
const WRONG = "0".repeat(64);
const MANIFEST = "/etc/kubernetes/manifests/kube-vip.yaml";

function driftOn(facts: HostFacts, others: readonly HostFacts[] = [], key = "cp1", of = settings) {
  return driftOf(of, facts, wantedBy(key), [facts, ...others]);
}

const withRecord = (change: Partial<RecordFacts>): HostFacts => ({ ...healthy, record: { ...healthy.record!, ...change } });
const withKubeconfig = (change: Partial<RecordedKubeconfig>): HostFacts => withRecord({ kubeconfig: { path: "/etc/kubernetes/admin.conf", recordedSha256: WRONG, sha256: "1".repeat(64), modified: healthy.kubeVips![0]!.started + 1, ...change } });
const withFile = (change: Partial<ManifestFile>): HostFacts => ({ ...healthy, manifestFiles: [{ ...healthy.manifestFiles![0]!, ...change }] });
const withKubeVip = (change: Partial<KubeVipProcess>): HostFacts => ({ ...healthy, kubeVips: [{ ...healthy.kubeVips![0]!, ...change }] });

it("is none on a host that is as it was left", () => {
  expect(driftOn(healthy)).toEqual({ agent: [], access: [], host: [] });
  expect(driftOn(withRecord({ peersFile: { path: "/p.json", mode: "600", owner: "root" } }))).toEqual({ agent: [], access: [], host: [] });
  expect(driftOn(follower, [healthy], "cp2")).toEqual({ agent: [], access: [], host: [] });
});

describe("of the host", () => {
  const stray: ManifestFile = { ...healthy.manifestFiles![0]!, path: "/etc/kubernetes/manifests/kube-vip.bak.yaml" };
  const cases: readonly [string, HostFacts, { what: string; restarts: boolean }][] = [
    ["a deleted or moved manifest", { ...healthy, manifestFiles: [] }, { what: `${MANIFEST} is gone`, restarts: true }],
    ["a changed manifest", withFile({ sha256: WRONG }), { what: `${MANIFEST} was changed by something else`, restarts: true }],
    ["a manifest that others may read", withFile({ mode: "644" }), { what: `${MANIFEST} has mode 644, not 600`, restarts: false }],
    ["a manifest that is not root's", withFile({ owner: "ops" }), { what: `${MANIFEST} belongs to ops, not root`, restarts: false }],
    ["a stray copy", { ...healthy, manifestFiles: [...healthy.manifestFiles!, stray] }, { what: `${stray.path} defines a kube-vip too`, restarts: false }],
    ["no process", { ...healthy, kubeVips: [] }, { what: "kube-vip does not run", restarts: true }],
    ["two processes", { ...healthy, kubeVips: [healthy.kubeVips![0]!, { ...healthy.kubeVips![0]!, pid: 900 }] }, { what: "2 kube-vips run (processes 800, 900)", restarts: true }],
    ["a process with other settings", withKubeVip({ differs: ["port", "vip_arp"] }), { what: "kube-vip runs with another port, vip_arp", restarts: true }],
    ["a process that read other peers", withKubeVip({ differs: ["--config-file"] }), { what: "kube-vip runs with another file of BGP peers", restarts: true }],
    ["the file of BGP peers gone", withRecord({ peersFile: { path: "/p.json", mode: "", owner: "" } }), { what: "the file of BGP peers /p.json is gone", restarts: false }],
    ["a file of BGP peers that others may read", withRecord({ peersFile: { path: "/p.json", mode: "644", owner: "root" } }), { what: "the file of BGP peers /p.json has mode 644 and belongs to root, not 600 and root", restarts: false }],
    ["a renewed kubeconfig", withKubeconfig({}), { what: "/etc/kubernetes/admin.conf was renewed, and kube-vip still has the old one", restarts: true }],
    ["another image", withKubeVip({ image: "ghcr.io/kube-vip/kube-vip:v0.8.0" }), { what: `kube-vip runs from the image ghcr.io/kube-vip/kube-vip:v0.8.0, not ${settings.image.reference}`, restarts: true }],
    ["one module gone", { ...healthy, modules: { ip_vs: "loadable", ip_vs_rr: "loaded" } }, { what: "the kernel module ip_vs is not loaded", restarts: false }],
    ["two modules gone", { ...healthy, modules: { ip_vs: "loadable", ip_vs_rr: "loadable" } }, { what: "the kernel modules ip_vs, ip_vs_rr are not loaded", restarts: false }],
    ["a manifest that failed and went back", withRecord({ manifestSha256: WRONG, failedSha256: wantedBy("cp1").manifestSha256 }), { what: "it went back to the manifest from before, since this one failed", restarts: true }],
  ];

  it.each(cases)("%s", (_, facts, drifted) => {
    expect(driftOn(facts)).toEqual({ agent: [], access: [], host: [drifted] });
  });

  it("names everything at once", () => {
    const facts = { ...withFile({ mode: "644", sha256: WRONG }), kubeVips: [] };
    expect(driftOn(facts).host.map(({ what }) => what)).toEqual([`${MANIFEST} was changed by something else`, `${MANIFEST} has mode 644, not 600`, "kube-vip does not run"]);
  });
});

describe("is not claimed", () => {
  const cases: readonly [string, HostFacts][] = [
    ["of a hidden file, which kubelet does not read", { ...healthy, manifestFiles: [...healthy.manifestFiles!, { ...healthy.manifestFiles![0]!, path: "/etc/kubernetes/manifests/.kube-vip.yaml", readByKubelet: false }] }],
    ["of an image that is told by its digest", withKubeVip({ image: `ghcr.io/kube-vip/kube-vip@sha256:${WRONG}` })],
    ["of an image that has the wanted name too", withKubeVip({ image: "lab.local/other:v1", imageNames: ["lab.local/other:v1", settings.image.reference] })],
    ["of an image that is told by its id", withKubeVip({ image: `sha256:${WRONG}` })],
    ["of an image that no client was there to tell", withKubeVip({ image: "" })],
    ["of an image that came by another registry", withKubeVip({ image: `mirror.example:5000/kube-vip/${settings.image.reference.split("/").at(-1)!}` })],
    ["of an image without a tag from a registry with a port", withKubeVip({ image: "mirror.example:5000/kube-vip/kube-vip" })],
    ["of a file whose content could not be read", withFile({ sha256: "" })],
    ["of a kubeconfig that is newer and has the same text", withKubeconfig({ sha256: WRONG })],
    ["of a kubeconfig that was renewed before kube-vip was started", withKubeconfig({ modified: healthy.kubeVips![0]!.started })],
    ["of a module that this kernel has built in or does not have at all", { ...healthy, modules: { ip_vs: "builtin", ip_vs_rr: "missing" } }],
    ["of a process that cannot be compared, since no good manifest is kept", withKubeVip({ differs: undefined })],
    ["of a host that is read without root's rights", { ...healthy, manifestFiles: [], kubeVips: [], system: { ...healthy.system, root: false } }],
  ];

  it.each(cases)("%s", (_, facts) => {
    expect(driftOn(facts)).toEqual({ agent: [], access: [], host: [] });
  });

  it("of modules where load balancing is off", () => {
    const off = settingsFrom({ ...goodArgs(), loadBalancer: { enabled: false } });
    expect(driftOn({ ...healthy, modules: { ip_vs: "loadable" } }, [], "cp1", off).host).toEqual([]);
  });

  it("of the image while another manifest is to come anyway", () => {
    const facts = { ...withRecord({ manifestSha256: WRONG }), kubeVips: withKubeVip({ image: "ghcr.io/kube-vip/kube-vip:v0.8.0" }).kubeVips! };
    expect(driftOn(facts).host).toEqual([]);
  });
});

describe("of the agent", () => {
  it("is that it is gone", () => {
    expect(driftOn(withRecord({ agentSha256: "" }))).toEqual({ agent: [{ what: "the agent is gone", restarts: false }], access: [], host: [] });
  });

  it("is that it is another", () => {
    expect(driftOn(withRecord({ agentSha256: WRONG }))).toEqual({ agent: [{ what: "the agent is not the one of this version", restarts: false }], access: [], host: [] });
  });
});

describe("of kube-vip's own login", () => {
  const scoped = settingsFrom({ ...goodArgs(), access: "scoped" });
  const DAY = 86_400;
  const certificate = { subject: "CN=pulumi-kube-vip:cp1", issuer: "CN=kubernetes", names: [], notBefore: NOW / 1000 - 50 * DAY, notAfter: NOW / 1000 + 40 * DAY };
  const good: AccessFacts = { certificate, mode: "600", owner: "root" };
  const on = (access: AccessFacts, of = scoped) => driftOn(withRecord({ access }), [], "cp1", of);
  const beside = (what: string) => ({ agent: [], access: [{ what, restarts: false }], host: [] });

  it("is none while more than a third of its time is left, and none where kube-vip is to have none", () => {
    expect(on(good)).toEqual({ agent: [], access: [], host: [] });
    expect(on({ ...good, certificate: { ...certificate, notAfter: NOW / 1000 + 1 } }, settings)).toEqual({ agent: [], access: [], host: [] });
  });

  it("is that its certificate is to be renewed from the last third of its time on, without a restart", () => {
    const worn = { ...certificate, notAfter: NOW / 1000 + 24 * DAY };
    expect(on({ ...good, certificate: worn })).toEqual(beside("the certificate of kube-vip's own login ends 2026-12-17T12:00:00.000Z, and is to be renewed when a third of its time is left"));
    expect(on({ ...good, certificate: { ...worn, notAfter: NOW / 1000 + 26 * DAY } }).access).toEqual([]);
  });

  it("is that it is gone, or that others might read its key", () => {
    expect(on({ mode: "", owner: "" })).toEqual(beside("kube-vip's own login is gone"));
    expect(on({ ...good, mode: "644" })).toEqual(beside("the key of kube-vip's own login has mode 644 and belongs to root, not 600 and root"));
    expect(on({ ...good, owner: "ops" }).access).toHaveLength(1);
  });

  it("is that the cluster has another CA, for which kube-vip starts anew", () => {
    const other = { what: "the cluster has another CA than kube-vip's own login", restarts: true };
    expect(on({ ...good, otherCa: true })).toEqual({ agent: [], access: [other], host: [other] });
  });
});

describe("of the whole machine", () => {
  it("is that nothing of ours is on it, with the machine id that tells a new one", () => {
    const sentence = { what: "nothing of ours is on this machine (machine id cp1012345678)", restarts: true };
    expect(driftOn(freshHost(settings, "cp1"))).toEqual({ agent: [sentence], access: [], host: [sentence] });
  });

  it("names the missing machine id", () => {
    const fresh = freshHost(settings, "cp1");
    expect(driftOn({ ...fresh, system: { ...fresh.system, machineId: "" } }).host[0]!.what).toBe("nothing of ours is on this machine (without a machine id)");
  });

  it("is not claimed when the record could not be read", () => {
    expect(driftOn({ ...freshHost(settings, "cp1"), gaps: [{ part: "record", reason: "The disk does not answer." }] })).toEqual({ agent: [], access: [], host: [] });
  });

  const taken = { owner: "", manifestPath: "", manifestSha256: "", filledSha256: "" };

  it("is not said of one that has the agent but no manifest of ours", () => {
    expect(driftOn(withRecord(taken))).toEqual({ agent: [], access: [], host: [{ what: "no kube-vip of ours is recorded here", restarts: true }] });
  });

  it("is that the first manifest failed, where it was taken away for that", () => {
    const facts = withRecord({ ...taken, failedSha256: wantedBy("cp1").manifestSha256 });
    expect(driftOn(facts)).toEqual({ agent: [], access: [], host: [{ what: "kube-vip was taken away again, since this manifest failed", restarts: true }] });
  });
});

describe("of the VIP", () => {
  const left: HostFacts = { ...follower, vips: [{ vip: VIP, interface: "eth0" }] };
  const elsewhere: HostFacts = { ...healthy, vips: [{ vip: VIP }] };
  const sentence = { what: `it has ${VIP} on eth0, although cp1 holds the lease`, restarts: false };

  it("is that it was left on a host while the lease's holder has it too", () => {
    expect(driftOn(left, [healthy], "cp2").host).toEqual([sentence]);
  });

  it("is that it was left on a host without a kube-vip, whoever else has it", () => {
    expect(driftOn({ ...left, kubeVips: [] }, [elsewhere], "cp2").host).toContainEqual(sentence);
  });

  it.each<[string, HostFacts, HostFacts[]]>([
    ["while it may be on its way to the lease's holder", left, [elsewhere]],
    ["while the lease's holder was not seen", left, []],
    ["on the lease's holder", healthy, [left]],
    ["where nobody holds the lease", { ...left, cluster: { lease: { holder: "", ageMs: 0, durationSeconds: 15, transitions: 1 } } }, [healthy]],
    ["where the lease could not be read", { ...left, cluster: {} }, [healthy]],
    ["where the host's Node is not known", { ...left, kubelet: { ...left.kubelet!, nodeName: "" } }, [healthy]],
  ])("is not claimed %s", (_, facts, others) => {
    expect(driftOn(facts, others, facts === healthy ? "cp1" : "cp2").host).toEqual([]);
  });

  it("is judged in ARP mode whatever the setting says, since that mode always elects", () => {
    const arp = { ...settings, leaderElection: { ...settings.leaderElection, enabled: false } };
    expect(driftOf(arp, left, wantedBy("cp2"), [left, healthy]).host).toEqual([sentence]);
  });

  it("is none in BGP mode without election, where every host has it", () => {
    const bgp = { ...settings, mode: "bgp" as const, leaderElection: { ...settings.leaderElection, enabled: false } };
    expect(driftOf(bgp, left, wantedBy("cp2"), [left, healthy]).host).toEqual([]);
  });
});

describe("of any facts at all", () => {
  it("never throws, and says something in every clause", () => {
    fc.assert(
      fc.property(hostFacts, fc.array(hostFacts, { maxLength: 3 }), (facts, others) => {
        const { agent, host } = driftOn(facts, others);
        for (const { what } of [...agent, ...host]) expect(what).not.toBe("");
      }),
      { numRuns: 1000 },
    );
  });

  it("is none where nothing could be read", () => {
    const blind: HostFacts = { system: healthy.system, gaps: PARTS.map((part) => ({ part, reason: "It was not told." })) };
    expect(driftOn(blind, [healthy])).toEqual({ agent: [], access: [], host: [] });
  });

  it("is the same or less when a part could not be read", () => {
    fc.assert(
      fc.property(hostFacts, fc.constantFrom(...PARTS), (facts, part) => {
        const { [part]: _, ...rest } = facts;
        const less = driftOn({ ...rest, gaps: [...facts.gaps, { part, reason: "It was not told." }] });
        const all = driftOn(facts);
        expect(all.host).toEqual(expect.arrayContaining([...less.host]));
        expect(all.agent).toEqual(expect.arrayContaining([...less.agent]));
      }),
      { numRuns: 1000 },
    );
  });
});
