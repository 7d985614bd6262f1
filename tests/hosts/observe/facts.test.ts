// The answers of real hosts, read into facts.
import type { HostFacts } from "../../../components/facts/hostFacts";
import { parseFacts } from "../../../components/hosts/observe/parse/facts";
import { RECORDED, recorded, timesOf, withSection } from "./samples";

function factsOf(name: (typeof RECORDED)[number]): HostFacts {
  const output = recorded(name);
  return parseFacts(output, timesOf(output));
}

it.each(RECORDED)("%s: every part is read", (name) => {
  const facts = factsOf(name);
  expect(facts.gaps).toEqual([]);
  expect(facts.system).toMatchObject({ os: "Debian GNU/Linux 12 (bookworm)", osId: "debian", kernel: "6.1.176", arch: "x86_64", root: true });
  const parts = ["interfaces", "routes", "vips", "listeners", "modules", "sysctls", "kubelet", "manifestFiles", "kubeVips", "otherVipManagers", "apiServer", "kubeconfig", "cluster", "images"];
  expect(Object.keys(facts)).toEqual(expect.arrayContaining(parts));
});

describe("a host before anything was installed", () => {
  const facts = factsOf("fresh");

  it("has no kube-vip, no record and no lease, which is no gap", () => {
    expect(facts).toMatchObject({ manifestFiles: [], kubeVips: [] });
    expect(facts.record).toBeUndefined();
    expect(facts.cluster!.lease).toBeUndefined();
  });

  it("gets no answer for the VIP", () => {
    expect(facts.vips).toEqual([{ vip: "10.77.0.100", answeredBy: [], probedFrom: "eth0", healthz: { httpCode: 0, latencyMs: expect.any(Number) as number, failure: expect.stringMatching(/^Failed to connect to 10\.77\.0\.100/) as string } }]);
  });

  it("has modules that can be loaded", () => {
    expect(facts.modules).toEqual({ ip_vs: "loadable", ip_vs_rr: "loadable", ip_vs_wrr: "loadable", ip_vs_sh: "loadable", nf_conntrack: "loadable" });
  });
});

describe("the holder", () => {
  const facts = factsOf("holder");

  it("has the VIP on an interface, whose MAC is known", () => {
    expect(facts.vips![0]).toMatchObject({ vip: "10.77.0.100", interface: "eth0", prefixLength: 32, healthz: { httpCode: 200, failure: "" } });
    expect(facts.vips![0]).not.toHaveProperty("answeredBy");
    expect(facts.interfaces!.find(({ name }) => name === "eth0")).toMatchObject({ mac: "52:54:00:77:00:11", up: true, carrier: true, loopback: false, kind: "", mtu: 1500, arp: true });
  });

  it("is named by the lease, which is young", () => {
    expect(facts.cluster!.lease).toMatchObject({ holder: "cp1", durationSeconds: 6 });
    expect(facts.cluster!.lease!.ageMs).toBeGreaterThanOrEqual(0);
    expect(facts.cluster!.lease!.ageMs).toBeLessThan(6000);
  });
});

describe("a host that does not hold the VIP", () => {
  const facts = factsOf("follower");

  it("hears the holder's machine answer for it, and that it is healthy", () => {
    expect(facts.vips).toEqual([{ vip: "10.77.0.100", answeredBy: ["52:54:00:77:00:11"], probedFrom: "eth0", healthz: { httpCode: 200, latencyMs: expect.any(Number) as number, failure: "" } }]);
  });

  it("runs what was recorded, in the container that the mirror Pod names", () => {
    const [kubeVip, ...others] = facts.kubeVips!;
    expect(others).toEqual([]);
    expect(kubeVip).toMatchObject({ containerId: expect.stringMatching(/^[0-9a-f]{64}$/) as string, image: "ghcr.io/kube-vip/kube-vip:v1.2.1", imageDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string, differs: [] });
    expect(kubeVip!.environment).toMatchObject({ address: "10.77.0.100", vip_interface: "eth0", vip_leaseduration: "6" });
    const now = timesOf(recorded("follower")).sentAt / 1000;
    expect(kubeVip!.started).toBeGreaterThan(Date.parse(facts.record!.applied) / 1000 - 30);
    expect(kubeVip!.started).toBeLessThan(now);
  });

  it("has our manifest and our record, which agree", () => {
    const { record, manifestFiles } = facts;
    expect(record).toMatchObject({ owner: "lab::kube-vip::kube-vip:index:KubeVip::kube-vip#cp3", manifestPath: "/etc/kubernetes/manifests/kube-vip.yaml", repairs: 0, failedSha256: "", agentSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(manifestFiles).toEqual([expect.objectContaining({ path: record!.manifestPath, mode: "600", owner: "root", sha256: record!.filledSha256, definesKubeVip: true, readByKubelet: true })]);
  });

  it("tells of kubelet, API server, kubeconfig and cluster", () => {
    const { kubelet, apiServer, kubeconfig, cluster } = facts;
    expect(kubelet).toEqual({ running: true, version: "v1.34.4", staticPodPath: "/etc/kubernetes/manifests", nodeIp: "10.77.0.13", nodeName: "cp3" });
    expect(apiServer).toMatchObject({ url: "https://kubernetes:6443", healthz: { httpCode: 200 }, certificate: { subject: "CN=kube-apiserver", issuer: "CN=kubernetes", names: expect.arrayContaining(["kubernetes", "10.77.0.100", "fd77::100"]) as string[] } });
    expect(apiServer!.certificate!.notAfter).toBeGreaterThan(apiServer!.certificate!.notBefore);
    expect(apiServer!.leaseWrites).toMatchObject({ count: 345, p99Ms: 10_000 });
    expect(kubeconfig).toMatchObject({ path: "/etc/kubernetes/admin.conf", kind: "file", mode: "600", owner: "root", login: "certificate", server: "https://10.77.0.100:6443", mayManageLeases: true, certificate: { subject: "O=system:masters, CN=kubernetes-admin" } });
    expect(cluster!.controlPlaneNodes!.map(({ name, internalIps, ready, kubeletVersion }) => [name, ...internalIps, ready, kubeletVersion])).toEqual([["cp1", "10.77.0.11", true, "v1.34.4"], ["cp2", "10.77.0.12", true, "v1.34.4"], ["cp3", "10.77.0.13", true, "v1.34.4"]]);
    expect(cluster!.controlPlaneNodes![2]!.machineId).toBe(facts.system.machineId);
    expect(cluster!.serviceCidrs).toEqual(["10.96.0.0/16"]);
  });

  it("lists images, modules and listeners", () => {
    expect(facts.images).toContain("ghcr.io/kube-vip/kube-vip:v1.2.1");
    expect(facts.images).not.toContain("lab.local/not-kube-vip:broken");
    expect(facts.modules).toEqual({ ip_vs: "loaded", ip_vs_rr: "loaded", ip_vs_wrr: "loaded", ip_vs_sh: "loaded", nf_conntrack: "loaded" });
    expect(facts.listeners!.map(({ port, address, process }) => [port, address, process])).toEqual([[2112, "*", "kube-vip"], [6443, "*", "kube-apiserver"]]);
    expect(facts.routes).toContainEqual({ family: 4, destination: "10.77.0.0/24", interface: "eth0", source: "10.77.0.13" });
    expect(facts.routes).toContainEqual({ family: 6, destination: "default", gateway: "fd77::1", interface: "eth0", metric: 1024 });
  });
});

describe("the clock", () => {
  const output = recorded("follower");
  const { sentAt, receivedAt } = timesOf(output);
  const offset = (times: { sentAt: number; receivedAt: number }) => parseFacts(output, times).system;

  it("is compared with the middle of the round trip, without the time that the script took", () => {
    const fast = offset({ sentAt, receivedAt });
    expect(Math.abs(fast.clockOffsetMs)).toBeLessThanOrEqual(fast.clockUncertaintyMs);
  });

  it("ahead by an hour is seen as that", () => {
    const { clockOffsetMs, clockUncertaintyMs } = offset({ sentAt: sentAt - 3_600_000, receivedAt: receivedAt - 3_600_000 });
    expect(Math.abs(clockOffsetMs - 3_600_000)).toBeLessThanOrEqual(clockUncertaintyMs);
    expect(clockUncertaintyMs).toBeLessThan(5000);
  });

  it("is uncertain by half a second more where `date` knows whole seconds only", () => {
    const [, before, seconds, after] = / clock\n(\S+) (\d{10})\d+ (\S+)/.exec(output)!;
    const coarse = parseFacts(withSection(output, "clock", `${before} ${seconds}%N ${after}\n`), { sentAt, receivedAt }).system;
    expect(coarse.clockUncertaintyMs).toBe(offset({ sentAt, receivedAt }).clockUncertaintyMs + 500);
  });
});
