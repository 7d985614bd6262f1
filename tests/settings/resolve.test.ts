// What good arguments become, and what is said while some are not known yet.
import { resolveSettings } from "../../components/settings/resolve";
import { formatProblems } from "../../components/settings/format";
import type { ResolvedArgs } from "../../components/settings/resolved";
import type { Settings } from "../../components/settings/settings";
import { bgpArgs, type Changes, goodArgs, withChanges } from "./samples";

function settingsOf(changes: Changes, args: ResolvedArgs = goodArgs()): Settings {
  const { settings, problems } = resolveSettings(withChanges(args, changes));
  if (!settings) throw new Error(formatProblems(problems));
  return settings;
}

describe("defaults", () => {
  it("fills in what three hosts and an address leave open", () => {
    expect(resolveSettings(goodArgs())).toEqual({
      passwords: {},
      problems: [expect.objectContaining({ id: "lb-local", severity: "info" })],
      settings: {
        vips: ["192.168.1.100"], prefixLengths: [32], distribution: "kubeadm", mode: "arp", port: 6443,
        hosts: { cp1: { address: "192.168.1.11" }, cp2: { address: "192.168.1.12" }, cp3: { address: "192.168.1.13" } },
        image: { version: "v1.2.3", reference: "ghcr.io/kube-vip/kube-vip:v1.2.3", pullPolicy: "IfNotPresent", beforehand: true },
        leaderElection: { enabled: true, leaseName: "plndr-cp-lock", namespace: "kube-system", leaseDurationSeconds: 15, renewDeadlineSeconds: 10, retryPeriodSeconds: 2, leaseAnnotations: {} },
        loadBalancer: { enabled: true, port: 6443, forwardingMethod: "local" },
        metrics: { enabled: true, address: ":2112" },
        services: { enabled: false, perServiceElection: false, loadBalancerClassOnly: false, leaseName: "plndr-svcs-lock" },
        nodeLabeling: false,
        paths: { manifests: "/etc/kubernetes/manifests", manifest: "/etc/kubernetes/manifests/kube-vip.yaml", kubeconfig: "/etc/kubernetes/admin.conf", programs: "/opt/kubernetes" },
        containerRuntime: "containerd",
        pod: { labels: {}, annotations: {}, requests: {}, limits: {}, priorityClassName: "system-node-critical", environment: {} },
        timeouts: { applySeconds: 120, proofSeconds: 60, removeSeconds: 60, pullSeconds: 600, observeSeconds: 15 }, observe: "auto", findings: {}, rollout: { retry: "", replace: "" },
        adopt: false,
      },
    });
  });

  it("puts the VIP on lo in BGP mode, and gives each host its address as router id", () => {
    const { hosts, leaderElection, bgp } = settingsOf({}, bgpArgs());
    expect(hosts["cp2"]).toEqual({ address: "192.168.1.12", interface: "lo", routerId: "192.168.1.12" });
    expect(leaderElection.enabled).toBe(false);
    expect(bgp).toMatchObject({ as: 65000, peersIn: "variables", peers: [{ address: "192.168.1.254", as: 65001, hasPassword: false, multihop: false }] });
  });

  it("announce by BGP only while the host's own API server answers, where all hosts announce and kube-vip can", () => {
    const gate = (changes: Changes = {}) => resolveSettings(withChanges(bgpArgs(), changes)).settings!.bgp!.healthCheck;
    expect(gate()).toEqual({ address: "https://kubernetes:6443/livez", caFile: "/var/lib/pulumi-kube-vip/ca.crt", periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 2 });
    expect(gate({ port: 8443, "bgp.healthCheck": { caFile: "/etc//pki/ca.crt", failureThreshold: 1 } })).toMatchObject({ address: "https://kubernetes:8443/livez", caFile: "/etc/pki/ca.crt", failureThreshold: 1 });
    expect(gate({ "bgp.healthCheck": { address: "http://127.0.0.1:8080/livez" } })).not.toHaveProperty("caFile");
    expect([gate({ "image.version": "v1.1.2" }), gate({ leaderElection: { enabled: true } }), gate({ "bgp.healthCheck": { enabled: false } })]).toEqual([undefined, undefined, undefined]);
  });

  it("leaves the router id of a host with an IPv6 address to the host", () => {
    expect(settingsOf({ "hosts.cp1.address": "fd00::11", "ssh.knownHosts": undefined, "ssh.acceptAnyHostKey": true }, bgpArgs()).hosts["cp1"]).toEqual({ address: "fd00::11", interface: "lo" });
  });

  it.each([
    ["v0.8.9", true, "ghcr.io/kube-vip/kube-vip-iptables:v0.8.9"],
    ["v1.2.1", true, "ghcr.io/kube-vip/kube-vip-iptables:v1.2.1"],
    ["v1.2.3", true, "ghcr.io/kube-vip/kube-vip:v1.2.3"],
    ["v0.8.9", false, "ghcr.io/kube-vip/kube-vip:v0.8.9"],
  ])("takes the image that masquerade needs in %s with load balancing %s", (version, enabled, reference) => {
    expect(settingsOf({ "image.version": version, loadBalancer: { enabled, forwardingMethod: "masquerade" } }).image.reference).toBe(reference);
  });

  it("takes the paths of the distributions that keep them elsewhere", () => {
    expect(settingsOf({ distribution: "rke2" }).paths).toEqual({
      manifests: "/var/lib/rancher/rke2/agent/pod-manifests", manifest: "/var/lib/rancher/rke2/agent/pod-manifests/kube-vip.yaml", kubeconfig: "/etc/rancher/rke2/rke2.yaml", programs: "/var/lib/rancher/rke2",
    });
    expect(settingsOf({ distribution: "k3s", paths: { kubernetes: "/srv/k3s" } }).paths).toMatchObject({ manifests: "/srv/k3s/agent/pod-manifests", kubeconfig: "/etc/rancher/k3s/k3s.yaml" });
    expect(settingsOf({ distribution: "k0s" }).paths).toMatchObject({ manifest: "/etc/k0s/manifests/kube-vip.yaml", kubeconfig: "/var/lib/k0s/pki/admin.conf" });
  });

  it("takes the paths of the distribution `binary`, below another folder when that is given", () => {
    expect(settingsOf({ distribution: "binary" }).paths.kubeconfig).toBe("/etc/kubernetes/admin.kubeconfig");
    expect(settingsOf({ distribution: "binary", paths: { kubernetes: "/srv/k8s/" } }).paths).toEqual({
      manifests: "/srv/k8s/manifests", manifest: "/srv/k8s/manifests/kube-vip.yaml", kubeconfig: "/srv/k8s/admin.kubeconfig", programs: "/opt/kubernetes",
    });
  });
});

describe("normal forms", () => {
  it("writes addresses canonically, IPv4 first, each with its own prefix length", () => {
    const { vips, prefixLengths } = settingsOf({ vip: "FD00:0:0::0100,192.168.1.100", prefixLength: "64,24", "hosts.cp1.address": "FD00::0:11", "ssh.acceptAnyHostKey": true, "ssh.knownHosts": undefined });
    expect([vips, prefixLengths]).toEqual([["192.168.1.100", "fd00::100"], [24, 64]]);
  });

  it("gives an IPv6 VIP the prefix length 128", () => {
    expect(settingsOf({ vip: "fd00::100" }).prefixLengths).toEqual([128]);
  });

  it.each<readonly [string, Changes]>([
    ["a version without v", { "image.version": "1.2.3" }],
    ["a trailing slash and a double one", { paths: { manifests: "/etc//kubernetes/manifests/" } }],
    ["the default log level", { logLevel: "info" }],
    ["the VIP's port equal to the hosts'", { loadBalancer: { port: 6443 } }],
    ["ARP that elects", { leaderElection: { enabled: true } }],
    ["defaults said aloud", { mode: "arp", port: 6443, prefixLength: "32", metrics: { enabled: true, address: ":2112" }, "image.registry": "ghcr.io", timeouts: { applySeconds: 120 } }],
  ])("makes the same of %s", (_, changes) => {
    expect(settingsOf(changes)).toEqual(settingsOf({}));
  });

  it("sorts maps by name, so that their order changes nothing", () => {
    expect(JSON.stringify(settingsOf({ pod: { labels: { b: "1", a: "2" } } }))).toBe(JSON.stringify(settingsOf({ pod: { labels: { a: "2", b: "1" } } })));
  });

  it("leaves the priority class out for an empty text", () => {
    expect(settingsOf({ pod: { priorityClassName: "" } }).pod).not.toHaveProperty("priorityClassName");
  });

  it("gives the VIP the hosts' port while load balancing is off", () => {
    expect(settingsOf({ port: 8443, loadBalancer: { enabled: false, port: 443 } }).loadBalancer).toEqual({ enabled: false, port: 8443, forwardingMethod: "local" });
  });

  it("appends the digest to the image", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    expect(settingsOf({ "image.digest": digest }).image.reference).toBe(`ghcr.io/kube-vip/kube-vip:v1.2.3@${digest}`);
    expect(settingsOf({ image: { reference: "registry.example.org:5000/a/b:v1.2.3", digest } }).image.reference).toBe(`registry.example.org:5000/a/b:v1.2.3@${digest}`);
  });
});

describe("secrets", () => {
  const args = withChanges(bgpArgs(), { "bgp.peer": { address: "192.168.1.253", as: 65001, password: "one:two" }, "bgp.peers": [{ address: "192.168.1.254", as: 65001 }, { address: "192.168.1.252", as: 65001, password: "three" }], "ssh.password": "four" });

  it("keeps BGP passwords apart, by the name of their placeholder", () => {
    expect(resolveSettings(args).passwords).toEqual({ peer: "one:two", "1": "three" });
  });

  it("puts no password into the settings, only that there is one", () => {
    const { settings } = resolveSettings(args);
    expect([settings?.bgp?.peer?.hasPassword, ...(settings?.bgp?.peers ?? []).map((peer) => peer.hasPassword)]).toEqual([true, false, true]);
    for (const secret of ["one:two", "three", "four"]) expect(JSON.stringify(settings)).not.toContain(secret);
  });

  it("keeps passwords out of the Pod where kube-vip can read a file, unless somebody consents to them there", () => {
    const where = (changes: Changes) => resolveSettings(withChanges(args, changes)).settings?.bgp?.peersIn;
    expect([where({}), where({ "bgp.passwordsInMirrorPod": true }), where({ "image.version": "v1.0.0", "bgp.passwordsInMirrorPod": true }), where({ "bgp.peer": undefined, "bgp.peers.1.password": "" })]).toEqual(["file", "variables", "variables", "variables"]);
    expect(resolveSettings(withChanges(args, { "bgp.peers.1.password": "a:b,c/d" })).problems.map(({ id }) => id)).not.toContain("bgp-password-characters");
  });

  it("gives no passwords in ARP mode", () => {
    expect(resolveSettings({ ...args, mode: "arp" }).passwords).toEqual({});
  });
});

describe("values that are not known yet", () => {
  it("says nothing about a VIP that is still to come, and gives no settings", () => {
    const { vip: _, ...rest } = goodArgs();
    expect(resolveSettings(rest as ResolvedArgs, { unknown: ["vip"] })).toEqual({ passwords: {}, problems: [expect.objectContaining({ id: "lb-local" })] });
  });

  it("still finds what is wrong elsewhere", () => {
    const { problems } = resolveSettings(withChanges(goodArgs(), { vip: undefined, "hosts.cp2.address": "192.168.1.11" }), { unknown: ["vip"] });
    expect(problems.map((problem) => problem.id)).toContain("host-address-duplicate");
  });

  it("compares a host's address with others only when both are known", () => {
    const { problems } = resolveSettings(withChanges(goodArgs(), { "hosts.cp1.address": undefined, vip: "192.168.1.12" }), { unknown: ["hosts.cp1.address"] });
    expect(problems.map((problem) => problem.id)).toEqual(expect.arrayContaining(["vip-is-host-address"]));
    expect(problems.map((problem) => problem.field)).not.toContain("hosts.cp1.address");
  });

  it("gives settings while only credentials are unknown, a BGP password among them", () => {
    const args = withChanges(bgpArgs(), { "ssh.privateKey": undefined, "ssh.knownHosts": undefined });
    const { settings, problems } = resolveSettings(args, { unknown: ["ssh.privateKey", "ssh.knownHosts", "hosts.cp1.ssh.user", "bgp.peers.0.password"] });
    expect(problems.filter((problem) => problem.severity === "error")).toEqual([]);
    expect(settings?.bgp?.peers[0]?.hasPassword).toBe(true);
  });

  it("does not ask for host keys where nobody connects", () => {
    expect(resolveSettings(withChanges(goodArgs(), { ssh: undefined }), { connects: false }).settings).toEqual(settingsOf({}));
  });
});

describe("suggestions", () => {
  it.each([
    ["hosts.cp1.adress", "Did you mean `address`?"],
    ["loadBalancer.forwarding_method", "Did you mean `forwardingMethod`?"],
    ["leaderElection.leaseDuration", "Did you mean `leaseDurationSeconds`?"],
    ["bgp.peer.pasword", "Did you mean `password`?"],
    ["image.tags", "Remove it; known here: version, registry, repository, reference, digest, pullPolicy, beforehand, archive."],
  ])("helps with %s", (field, remedy) => {
    const base = withChanges(bgpArgs(), { "bgp.peer": { address: "192.168.1.253", as: 1 } });
    expect(resolveSettings(withChanges(base, { [field]: "x" })).problems).toContainEqual(expect.objectContaining({ id: "argument-unknown", field, remedy }));
  });

  it.each([["direct route", "directroute"], ["Masquerade", "masquerade"], ["NAT", "masquerade"], ["dr", "directroute"], ["tunel", "tunnel"], ["LOCAL", "local"], ["ipip", "tunnel"]])("knows what %s means", (word, right) => {
    const { problems } = resolveSettings(withChanges(goodArgs(), { "loadBalancer.forwardingMethod": word }));
    expect(problems.find((problem) => problem.id === "argument-word")?.remedy).toMatch(`Write \`${right}\``);
  });
});

it("formats problems for a person, errors first", () => {
  const { problems } = resolveSettings(withChanges(goodArgs(), { "hosts.cp3": undefined, interface: "lo" }));
  expect(formatProblems(problems).split("\n").map((line) => line.split(":")[0])).toEqual(["error    interface", "warning  hosts", "info     loadBalancer.forwardingMethod"]);
});
