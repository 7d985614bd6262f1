// Single parts of an answer, in the words of the tools that hosts have.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseFacts } from "../../../components/hosts/observe/parse/facts";
import { parseCertificate } from "../../../components/hosts/observe/parse/certificate";
import { parseDaemonSets, parseKubeProxy } from "../../../components/hosts/observe/parse/cluster";
import { kubeVipImages } from "../../../components/hosts/observe/parse/images";
import { parseLoadBalancers } from "../../../components/hosts/observe/parse/loadBalancers";
import { mayManageLeases, mayServeServices } from "../../../components/hosts/observe/parse/kubeconfig";
import { parseLeaseWrites } from "../../../components/hosts/observe/parse/latency";
import { parseAnswers, vipsHeld } from "../../../components/hosts/observe/parse/vips";
import { recorded, timesOf, withSection } from "./samples";

function followerWith(...sections: readonly (readonly [string, string])[]) {
  const output = recorded("follower");
  return parseFacts(sections.reduce((text, [name, body]) => withSection(text, name, body), output), timesOf(output));
}

describe("interfaces without JSON", () => {
  const text = `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast master bond0 state UP qlen 1000
    link/ether 52:54:00:AA:00:0b brd ff:ff:ff:ff:ff:ff
    inet 192.168.1.11/24 brd 192.168.1.255 scope global eth0
       valid_lft forever preferred_lft forever
    inet 192.168.1.100/32 scope global deprecated eth0
       valid_lft forever preferred_lft 0sec
    inet6 fe80::5054:ff:feaa:b/64 scope link tentative dadfailed
       valid_lft forever preferred_lft forever
3: bond0.7@bond0: <BROADCAST,NOARP> mtu 1500 qdisc noop state DOWN
    link/ether 52:54:00:aa:00:0c brd ff:ff:ff:ff:ff:ff promiscuity 0
    vlan protocol 802.1Q id 7 <REORDER_HDR>
`;

  it("are read from what BusyBox prints", () => {
    const [, eth0, vlan] = followerWith(["addresses", text]).interfaces!;
    const plain = { tentative: false, dadFailed: false, deprecated: false };
    expect(eth0).toEqual({ name: "eth0", mac: "52:54:00:aa:00:0b", up: true, carrier: true, loopback: false, kind: "", master: "bond0", mtu: 1500, arp: true, addresses: [
      { ...plain, address: "192.168.1.11", prefixLength: 24, scope: "global" },
      { ...plain, address: "192.168.1.100", prefixLength: 32, scope: "global", deprecated: true },
      { ...plain, address: "fe80::5054:ff:feaa:b", prefixLength: 64, scope: "link", tentative: true, dadFailed: true },
    ] });
    expect(vlan).toMatchObject({ name: "bond0.7", up: false, carrier: false, kind: "vlan", arp: false, addresses: [] });
  });

  it("agree with the JSON of the same machine", () => {
    const run = (...args: string[]) => execFileSync("ip", args, { encoding: "utf8" });
    const json = followerWith(["addresses", run("-j", "-d", "addr", "show")]).interfaces;
    expect(followerWith(["addresses", run("-d", "addr", "show")]).interfaces).toEqual(json);
  });

  it("have routes too", () => {
    const { routes } = followerWith(["routes4", "default via 192.168.1.1 dev eth0 \n192.168.1.0/24 dev eth0 scope link  src 192.168.1.11 metric 100 \n10.0.0.7 via 192.168.1.2 dev eth0 \n"], ["routes6", "\n"]);
    expect(routes).toEqual([
      { family: 4, destination: "default", gateway: "192.168.1.1", interface: "eth0" },
      { family: 4, destination: "192.168.1.0/24", interface: "eth0", source: "192.168.1.11", metric: 100 },
      { family: 4, destination: "10.0.0.7/32", gateway: "192.168.1.2", interface: "eth0" },
    ]);
  });
});

it("a route with several next hops is several routes", () => {
  const { routes } = followerWith(["routes4", '[{"dst":"10.9.0.0/16","nexthops":[{"gateway":"10.0.0.1","dev":"eth0"},{"gateway":"10.0.1.1","dev":"eth1"}]}]\n'], ["routes6", "[]\n"]);
  expect(routes).toEqual([{ family: 4, destination: "10.9.0.0/16", gateway: "10.0.0.1", interface: "eth0" }, { family: 4, destination: "10.9.0.0/16", gateway: "10.0.1.1", interface: "eth1" }]);
});

describe("who answers for the VIP", () => {
  it.each([
    ["iputils, twice the same", "ARPING 10.0.0.1 from 10.0.0.2 eth0\nUnicast reply from 10.0.0.1 [52:54:00:77:00:12]  0.794ms\nUnicast reply from 10.0.0.1 [52:54:00:77:00:12]  0.9ms\nReceived 2 response(s)\n", ["52:54:00:77:00:12"]],
    ["iputils, two machines", "ARPING 10.0.0.1 from 10.0.0.2 eth0\nUnicast reply from 10.0.0.1 [52:54:00:77:00:13]  0.7ms\nUnicast reply from 10.0.0.1 [52:54:00:77:00:12]  0.8ms\n", ["52:54:00:77:00:12", "52:54:00:77:00:13"]],
    ["Habets", "ARPING 10.0.0.1\n60 bytes from 52:54:00:AA:00:01 (10.0.0.1): index=0 time=1.2 msec\n", ["52:54:00:aa:00:01"]],
    ["nobody", "ARPING 10.0.0.1 from 10.0.0.2 eth0\nSent 2 probes (2 broadcast(s))\nReceived 0 response(s)\n", []],
    ["the kernel", "asked\nfd00::1 dev eth0 lladdr 52:54:00:77:00:12 router REACHABLE\n", ["52:54:00:77:00:12"]],
    ["the kernel, and nobody", "asked\n10.0.0.1 dev eth0 FAILED\n", []],
    ["the kernel, which heard nothing", "asked\n", []],
    ["the kernel, from before", "asked\n10.0.0.1 dev eth0 lladdr 52:54:00:77:00:12 STALE\n", undefined],
  ])("%s", (_, text, macs) => expect(parseAnswers(text)).toEqual(macs));
});

describe("where the VIP is", () => {
  const link = (name: string, more: object = {}) => ({ name, mac: "", up: true, carrier: true, loopback: false, kind: "", mtu: 1500, arp: true, addresses: [{ address: "10.0.0.1", prefixLength: 32, scope: "global", tentative: false, dadFailed: false, deprecated: false }], ...more });
  const lo = link("lo", { loopback: true });
  const held = (told: string | undefined, ...links: ReturnType<typeof link>[]) => vipsHeld({ vips: ["10.0.0.1"], interface: told } as never, links)[0]!.interface;

  it("is the interface where it is heard, of several that have it", () => {
    expect(held(undefined, lo, link("dummy0", { kind: "dummy" }), link("eth0"))).toBe("eth0");
    expect(held("lo", link("eth0"), lo)).toBe("lo");
    expect(held("eth0", lo)).toBe("lo");
    expect(held(undefined, link("eth0", { addresses: [] }))).toBeUndefined();
  });
});

describe("certificates", () => {
  it("name what they are for, however a name is written", () => {
    const folder = mkdtempSync(join(tmpdir(), "certificate-"));
    try {
      const names = "DNS:cp1,DNS:*.example.org,IP:10.0.0.1,IP:fd00:0:0::1,email:a@b.c,URI:https://x/y";
      execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "/dev/null", "-out", join(folder, "c"), "-days", "2", "-subj", "/O=o/CN=c", "-addext", `subjectAltName=${names}`], { stdio: "ignore" });
      const facts = parseCertificate(readFileSync(join(folder, "c"), "utf8"))!;
      expect(facts).toMatchObject({ subject: "O=o, CN=c", issuer: "O=o, CN=c", names: ["cp1", "*.example.org", "10.0.0.1", "fd00::1"] });
      expect(facts.notAfter - facts.notBefore).toBe(2 * 86_400);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("that are not there or broken are told as that", () => {
    expect(parseCertificate("no PEM\n")).toBeUndefined();
    expect(followerWith(["kubeconfig", "file\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\nlogin=certificate\n"]).gaps).toEqual([{ part: "kubeconfig", reason: expect.stringContaining("was not understood") as string }]);
  });
});

describe("lease writes", () => {
  const histogram = (counts: readonly number[], labels = 'operation="update",resource="leases"') => ["0.01", "0.1", "1", "+Inf"].map((bound, at) => `etcd_request_duration_seconds_bucket{${labels},le="${bound}"} ${counts[at]}`).join("\n") + `\netcd_request_duration_seconds_sum{${labels}} 2.5\netcd_request_duration_seconds_count{${labels}} ${counts[3]}\n`;

  it.each([
    [[100, 100, 100, 100], 10],
    [[98, 99, 100, 100], 100],
    [[98, 98, 100, 100], 1000],
    [[0, 0, 0, 100], Infinity],
  ])("of %j by bucket have a 99th percentile of %d ms at most", (counts, p99Ms) => {
    expect(parseLeaseWrites(histogram(counts))).toEqual({ count: 100, meanMs: 25, p99Ms });
  });

  it("of older API servers, by type, are read as well", () => {
    expect(parseLeaseWrites(histogram([1, 1, 1, 1], 'operation="update",type="*coordination.Lease"'))).toMatchObject({ count: 1, p99Ms: 10 });
  });

  it("are unknown where there are none", () => {
    expect(parseLeaseWrites(histogram([0, 0, 0, 0]))).toBeUndefined();
    expect(parseLeaseWrites("")).toBeUndefined();
  });
});

describe("the right to manage leases", () => {
  const review = (resourceRules: unknown, incomplete = false) => ({ status: { resourceRules, incomplete } });
  const rule = (verbs: string[], more = {}) => ({ verbs, apiGroups: ["coordination.k8s.io"], resources: ["leases"], ...more });
  it.each([
    ["everything", review([{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }]), true],
    ["what is needed, in two rules", review([rule(["get", "update"], { resourceNames: ["plndr-cp-lock"] }), rule(["create"])]), true],
    ["another lease", review([rule(["get", "update", "create"], { resourceNames: ["other"] })]), false],
    ["creating by name, which no authorizer can judge", review([rule(["get", "update", "create"], { resourceNames: ["plndr-cp-lock"] })]), false],
    ["no update", review([rule(["get", "create"])]), false],
    ["nothing", review(null), false],
    ["nothing that could be listed", review([], true), undefined],
  ])("%s", (_, body, may) => expect(mayManageLeases(body, "plndr-cp-lock")).toBe(may));
});

describe("rights to serve Services", () => {
  const services = { verbs: ["get", "list", "watch", "update"], apiGroups: [""], resources: ["services"] };
  const status = { verbs: ["update"], apiGroups: [""], resources: ["services/status"] };
  const slices = { verbs: ["watch"], apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"] };
  it.each([
    ["an administrator's", [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }], true],
    ["those that are needed, and no more", [services, status, slices], true],
    ["without the status", [services, slices], false],
    ["of one Service by name", [{ ...services, resourceNames: ["web"] }, status, slices], false],
    ["of leases alone", [{ verbs: ["*"], apiGroups: ["coordination.k8s.io"], resources: ["leases"] }], false],
  ])("%s", (_, resourceRules, may) => expect(mayServeServices({ status: { resourceRules, incomplete: false } })).toBe(may));
});

describe("Services of type LoadBalancer", () => {
  it("are read from the lines that the host kept of the API server's list", () => {
    const list = [
      { metadata: { name: "web", namespace: "default", labels: { implementation: "kube-vip" }, annotations: { "kube-vip.io/loadbalancerIPs": "10.0.0.1, fd00:0:0::1,web.example.org", "kube-vip.io/vipHost": "cp1" }, finalizers: ["service.kubernetes.io/load-balancer-cleanup"] }, spec: { ports: [{ name: "x" }], loadBalancerIP: "10.0.0.9" }, status: { loadBalancer: { ingress: [{ ip: "10.0.0.1", ipMode: "VIP" }, { ip: "fd00::1" }] } } },
      { metadata: { name: "cloud", namespace: "shop", finalizers: ["service.kubernetes.io/load-balancer-cleanup"] }, spec: { loadBalancerClass: "example.org/x", loadBalancerIP: "10.0.0.2" }, status: { loadBalancer: {} } },
      { metadata: { name: "metal", namespace: "shop", annotations: { "metallb.io/ip-allocated-from-pool": "a", "kube-vip.io/ignore": "true" } }, spec: {}, status: { loadBalancer: { ingress: [{ hostname: "x" }] } } },
    ];
    const text = JSON.stringify({ kind: "ServiceList", items: list }, undefined, 2);
    const folder = mkdtempSync(join(tmpdir(), "services-"));
    try {
      writeFileSync(join(folder, "list"), text);
      const kept = execFileSync("sh", ["-c", `${readFileSync(join(__dirname, "../../../components/hosts/agent/services.sh"), "utf8")}\nkeep_services "$0"`, join(folder, "list")], { encoding: "utf8" });
      expect(kept.split("\n")).toHaveLength(22);
      expect(parseLoadBalancers(kept)).toEqual([
        { service: "default/web", asks: ["10.0.0.1", "fd00::1", "web.example.org"], has: ["10.0.0.1", "fd00::1"], node: "cp1", ignored: false, servedBy: [] },
        { service: "shop/cloud", class: "example.org/x", asks: ["10.0.0.2"], has: [], ignored: false, servedBy: ["a cloud controller"] },
        { service: "shop/metal", asks: [], has: [], ignored: true, servedBy: ["MetalLB"] },
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("are none where the list is empty", () => expect(parseLoadBalancers("")).toEqual([]));
});

describe("the cluster", () => {
  it("tells kube-proxy's mode", () => {
    const body = (config: string) => ({ data: { "config.conf": config } });
    expect(parseKubeProxy(body("mode: ipvs\nipvs:\n  strictARP: true\n  excludeCIDRs:\n  - 10.0.0.0/24\n"))).toEqual({ mode: "ipvs", strictArp: true, excludeCidrs: ["10.0.0.0/24"] });
    expect(parseKubeProxy(body('mode: ""\nipvs:\n  excludeCIDRs: null\n  strictARP: false\n'))).toEqual({ mode: "", strictArp: false, excludeCidrs: [] });
    expect(parseKubeProxy({ data: {} })).toBeUndefined();
  });

  it("lists DaemonSets that run kube-vip, from the API server's table", () => {
    const columnDefinitions = ["Name", "Desired", "Containers", "Images", "Selector"].map((name) => ({ name }));
    const rows = [["kube-vip-ds", 3, "kube-vip", "ghcr.io/kube-vip/kube-vip:v0.8.9", "a=b"], ["kube-vip-cloud-provider", 1, "c", "ghcr.io/kube-vip/kube-vip-cloud-provider:v0.0.10", "a=b"], ["kube-proxy", 3, "p", "registry.k8s.io/kube-proxy:v1.34.0", "a=b"], ["mine", 3, "x,y", "busybox,registry.example/kvip:v1", "a=b"]].map((cells) => ({ cells }));
    expect(parseDaemonSets({ columnDefinitions, rows }, kubeVipImages("registry.example/kvip"))).toEqual({ kubeVipDaemonSets: ["kube-system/kube-vip-ds", "kube-system/mine"] });
  });

  it("lists DaemonSets of k3s's servicelb", () => {
    const columnDefinitions = ["Name", "Images"].map((name) => ({ name }));
    const rows = [["svclb-web-1a2b3c4d", "rancher/klipper-lb:v0.4.9,rancher/klipper-lb:v0.4.9"], ["svclb-like", "example.org/other:v1"]].map((cells) => ({ cells }));
    expect(parseDaemonSets({ columnDefinitions, rows }, kubeVipImages(""))).toEqual({ kubeVipDaemonSets: [], serviceLbDaemonSets: ["kube-system/svclb-web-1a2b3c4d"] });
  });

  it("tells Services and their lease where it was asked for them, and not else", () => {
    const options = (more: string) => ["options", `vips=10.77.0.100\nleaseName=plndr-cp-lock\nleaseNamespace=kube-system\n${more}`] as const;
    const lease = ["services-lease", JSON.stringify({ spec: { holderIdentity: "cp3", leaseDurationSeconds: 6, leaseTransitions: 4, renewTime: "2026-11-25T00:00:00.000000Z" } })] as const;
    const kept = ["services", '    {\n        "name": "web",\n        "namespace": "default",\n'] as const;
    const api = (codes: string) => ["api", `healthz 200 0.1\n${codes}\n`] as const;
    const asked = followerWith(options("services=yes\nservicesLease=plndr-svcs-lock\n"), lease, kept, api("404 404 404 404 404 200 200 404 404 404 404 0.1"));
    expect(asked.cluster).toMatchObject({ loadBalancers: [{ service: "default/web" }], servicesLease: { holder: "cp3", durationSeconds: 6, transitions: 4 } });
    const each = followerWith(options("services=yes\n"), kept, api("404 404 404 404 404 403 404 404 404 404 0.1"));
    expect(each.cluster).not.toHaveProperty("loadBalancers");
    expect(each.gaps).toContainEqual({ part: "cluster.loadBalancers", reason: "the API server refuses it to the kubeconfig's user (403)" });
    const { loadBalancers, servicesLease } = followerWith(options(""), lease, kept, api("404 404 404 404 404 404 404 404 404 0.1")).cluster!;
    expect([each.cluster!.servicesLease, loadBalancers, servicesLease]).toEqual([undefined, undefined, undefined]);
  });

  it("that refuses or does not answer leaves a gap for each question, and none where there is no such thing", () => {
    const codes = (line: string) => followerWith(["api", `healthz 200 0.1\n${line}\n`]).gaps.map(({ part, reason }) => `${part}: ${reason}`);
    expect(codes("404 404 404 404 404 404 404 404 404 0.1")).toEqual(["apiServer.certificate: showing it needs curl 7.88 or newer, or openssl, on the host", "images: neither the API server nor the container runtime's client tells"]);
    expect(codes("200 200 403 404 404 404 201 403 200 0.1")).toEqual(expect.arrayContaining(["cluster.controlPlaneNodes: the API server refuses it to the kubeconfig's user (403)", "cluster.lease: the API server refuses it to the kubeconfig's user (403)"]));
    expect(codes("200 200 500 404 404 404 ")).toEqual(expect.arrayContaining(["cluster.controlPlaneNodes: the API server answered 500", "cluster.lease: the API server did not answer: no answer"]));
  });
});

it("a kubeconfig that the host cannot take apart is not said to hold no login", () => {
  const unread = ["kubeconfig", "file\nlogin=\n"] as const;
  const why = ["why", "/etc/kubernetes/admin.conf holds no certificate-authority\n"] as const;
  expect(followerWith(unread, why, ["missing", "awk\n"]).kubeconfig).not.toHaveProperty("login");
  expect(followerWith(unread).kubeconfig).not.toHaveProperty("login");
  expect(followerWith(unread, why).kubeconfig!.login).toBe("none");
});

describe("images", () => {
  it("come from crictl where the API server does not tell", () => {
    const digest = `sha256:${"b".repeat(64)}`;
    const container = /^process \d+ \d+ ([0-9a-f]{64})$/m.exec(recorded("follower"))![1]!;
    const ps = JSON.stringify({ containers: [{ id: container, image: { image: "ghcr.io/kube-vip/kube-vip:v1.2.1" }, imageRef: digest }] });
    const images = JSON.stringify({ images: [{ id: "x", repoTags: ["ghcr.io/kube-vip/kube-vip:v9"], repoDigests: [`ghcr.io/kube-vip/kube-vip@${digest}`] }, { id: "y", repoTags: ["etcd:3"] }] });
    const facts = followerWith(["mirror", ""], ["crictl", `${ps}\n`], ["crictl-images", `${images}\n`]);
    expect(facts.kubeVips![0]).toMatchObject({ image: "ghcr.io/kube-vip/kube-vip:v1.2.1", imageDigest: digest });
    expect(facts.kubeVips![0]!.imageNames).toEqual(expect.arrayContaining(["ghcr.io/kube-vip/kube-vip:v9", `ghcr.io/kube-vip/kube-vip@${digest}`]));
    expect(facts.images).toEqual(["ghcr.io/kube-vip/kube-vip:v9", `ghcr.io/kube-vip/kube-vip@${digest}`]);
  });

  it("of a running container are named where crictl tells their id alone, and unknown where nothing names it", () => {
    const container = /^process \d+ \d+ ([0-9a-f]{64})$/m.exec(recorded("follower"))![1]!;
    const id = `sha256:${"c".repeat(64)}`;
    const ps = JSON.stringify({ containers: [{ id: container, image: { image: id }, imageRef: id }] });
    const named = JSON.stringify({ images: [{ id, repoTags: ["ghcr.io/kube-vip/kube-vip:v1.2.1"], repoDigests: [] }] });
    const imageWith = (images: string) => followerWith(["mirror", ""], ["crictl", `${ps}\n`], ["crictl-images", `${images}\n`]).kubeVips![0]!.image;
    expect(imageWith(named)).toBe("ghcr.io/kube-vip/kube-vip:v1.2.1");
    expect(imageWith('{"images":[]}')).toBe("");
  });
});

it("programs that manage virtual addresses count in the host's own network alone", () => {
  const namespaces = ["1 net:[1]", "7 net:[1]", "8 net:[2]"].map((line) => line.split(" ")).map(([pid, net]) => `lrwxrwxrwx 1 root root 0 Jan  1 00:00 /proc/${pid}/ns/net -> ${net}`);
  const facts = followerWith(["processes", "/proc/7/comm:keepalived\n/proc/8/comm:haproxy\n/proc/9/comm:kube-vip\n"], ["namespaces", `${namespaces.join("\n")}\n`]);
  expect(facts.otherVipManagers).toEqual([{ name: "keepalived", pid: 7 }]);
});

it("a module is builtin, loaded, loadable or missing", () => {
  const lists = "present one\npresent two\n/lib/modules/6.1/modules.builtin:kernel/a/one.ko\n/lib/modules/6.1/modules.dep:kernel/b/two.ko.xz:\n/lib/modules/6.1/modules.dep:kernel/c/three-x.ko.zst: kernel/b/two.ko.xz\n";
  const output = recorded("follower");
  const facts = followerWith(["modules", lists], ["options", `${/ options\n([\s\S]*?)\n\n/.exec(output)![1]!.replace(/^modules=.*$/m, "modules=one,two,three_x,four")}\n`]);
  expect(facts.modules).toEqual({ one: "builtin", two: "loaded", three_x: "loadable", four: "missing" });
});
