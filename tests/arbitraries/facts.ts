// Random facts of hosts as a reader could hand them over, for property tests: any part may be missing, any text odd.
import fc from "fast-check";
import type { HostFacts } from "../../components/facts/hostFacts";
import type { Observation } from "../../components/facts/observation";

/** Few values each, so that hosts share them and checks meet. */
const address = fc.constantFrom("192.168.1.11", "192.168.1.12", "192.168.1.100", "10.7.0.1", "10.96.0.10", "2001:db8:1::100", "fe80::1", "fd00:1::1", "", "nonsense", "2001:DB8:1:0::100");
const network = fc.constantFrom("default", "192.168.1.0/24", "192.168.0.0/16", "10.0.0.0/8", "192.168.1.100/32", "2001:db8:1::/64", "::/0", "0.0.0.0/0", "1.2.3.4", "/", "x/99", "10.0.0.0/-1");
const linkName = fc.constantFrom("eth0", "eth1", "lo", "bond0", "dummy0", "__proto__");
const nodeName = fc.constantFrom("cp1", "CP1", "cp2", "cp9", "", "constructor");
const mac = fc.constantFrom("52:54:00:00:00:11", "52:54:00:00:00:12", "AA:BB:CC:DD:EE:FF", "00:00:5e:00:01:33", "00:00:00:00:00:00", "");
const text = fc.oneof(fc.constantFrom("", "kubernetes", "a.b", "*.example.org", "toString"), fc.string({ maxLength: 12, unit: "grapheme" }));
const seconds = fc.oneof(fc.integer({ min: 0, max: 2_000_000_000 }), fc.double({ noNaN: false }));
const number = fc.oneof(fc.nat(70_000), fc.double());
const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 4 });
const some = <T>(item: fc.Arbitrary<T>) => fc.option(item, { nil: undefined });
const texts = fc.dictionary(fc.constantFrom("cp_enable", "address", "vip_arp", "lb_enable", "vip_address", "port", "PATH"), fc.oneof(fc.constantFrom("true", "192.168.1.100", "192.168.1.100,2001:db8:1::100"), text), { noNullPrototype: false });
const healthz = fc.record({ httpCode: fc.constantFrom(0, 200, 401, 403, 500), latencyMs: number, failure: text });
const certificate = fc.record({ subject: text, issuer: text, names: list(fc.oneof(address, text)), notBefore: seconds, notAfter: seconds });

const system = fc.record({
  os: text, osId: text, kernel: text, arch: text, hostName: nodeName, machineId: fc.constantFrom("", "1", "2"), bootId: fc.constantFrom("", "b1", "b2"), uptimeSeconds: number, clockOffsetMs: number, clockUncertaintyMs: number, root: fc.boolean(),
});
const interfaceFacts = fc.record({
  name: linkName, mac, up: fc.boolean(), carrier: fc.boolean(), loopback: fc.boolean(), kind: fc.constantFrom("", "dummy", "veth"), master: some(linkName), mtu: number, arp: fc.boolean(),
  addresses: list(fc.record({ address, prefixLength: fc.oneof(fc.nat(128), number), scope: fc.constantFrom("global", "link", "host"), tentative: fc.boolean(), dadFailed: fc.boolean(), deprecated: fc.boolean() })),
});
const route = fc.record({ family: fc.constantFrom(4 as const, 6 as const), destination: network, gateway: some(address), interface: linkName, source: some(address), metric: some(number) });
const vip = fc.record({ vip: address, interface: some(linkName), prefixLength: some(fc.nat(128)), answeredBy: some(list(mac)), probedFrom: some(linkName), healthz: some(healthz) });
const kubelet = fc.record({ running: fc.boolean(), version: fc.constantFrom("", "v1.29.3", "v1.34.4", "1.30.0+k3s1", "x"), staticPodPath: some(fc.constantFrom("/etc/kubernetes/manifests/", "", "/", "relative")), nodeIp: some(address), nodeName });
const file = fc.record({
  path: fc.constantFrom("/etc/kubernetes/manifests/kube-vip.yaml", "/etc/kubernetes/manifests/x", "x"), mode: text, owner: text, group: text, bytes: number, sha256: fc.constantFrom("", "a", "b"), modified: seconds,
  definesKubeVip: fc.boolean(), readByKubelet: fc.boolean(),
});
const process = fc.record({ pid: number, started: seconds, containerId: text, image: text, imageDigest: text, environment: texts, differs: some(list(text)) });
const lease = fc.record({ holder: nodeName, ageMs: number, durationSeconds: number, transitions: number });
const cluster = fc.record({
  lease: some(lease), controlPlaneNodes: some(list(fc.record({ name: nodeName, internalIps: list(address), ready: fc.boolean(), kubeletVersion: text, machineId: fc.constantFrom("", "1", "2") }))),
  kubeProxy: some(fc.record({ mode: fc.constantFrom("", "ipvs", "iptables"), strictArp: fc.boolean(), excludeCidrs: list(network) })), podCidrs: some(list(network)), serviceCidrs: some(list(network)), kubeVipDaemonSets: some(list(text)),
  serviceLbDaemonSets: some(list(text)), servicesLease: some(lease),
  loadBalancers: some(list(fc.record({ service: fc.constantFrom("default/web", "default/other", "/"), class: some(fc.constantFrom("kube-vip.io/kube-vip-class", "example.org/other", "")), asks: list(fc.oneof(address, text)), has: list(address), node: some(nodeName), ignored: fc.boolean(), servedBy: list(fc.constantFrom("a cloud controller", "MetalLB")) }))),
});
const record = fc.record({
  owner: fc.constantFrom("", "#", "prod::infra::t::n#cp1", "other::infra::t::n#cp1", "x"), manifestPath: text, manifestSha256: text, filledSha256: fc.constantFrom("", "a"), applied: text, agentSha256: text, repairs: number,
  failedSha256: fc.constantFrom("", "abc"), failedReason: text, lock: some(fc.record({ who: text, run: text, heldSeconds: number, alive: fc.boolean(), ending: fc.boolean(), owner: text })),
});

/** A host's facts, with any part left out. */
export const hostFacts: fc.Arbitrary<HostFacts> = fc.record({
  system, interfaces: some(list(interfaceFacts)), routes: some(list(route)), vips: some(list(vip)), listeners: some(list(fc.record({ port: fc.constantFrom(6443, 2112, 8080), address: fc.oneof(fc.constant("*"), address), process: fc.constantFrom("", "kube-vip", "haproxy", "kube-apiserver"), pid: some(number) }))),
  modules: some(fc.dictionary(text, fc.constantFrom("builtin", "loaded", "loadable", "missing"))), sysctls: some(fc.dictionary(fc.constantFrom("net.ipv4.ip_forward", "net.ipv4.conf.all.rp_filter", "net.ipv4.conf.all.arp_ignore", "net.ipv6.conf.all.disable_ipv6"), fc.oneof(fc.constantFrom("0", "1", "2"), text))),
  kubelet: some(kubelet), manifestsFolderExists: some(fc.boolean()), missingPrograms: some(list(fc.constantFrom("curl", "arping", "base64"))), manifestFiles: some(list(file)), kubeVips: some(list(process)), otherVipManagers: some(list(fc.record({ name: fc.constantFrom("keepalived", "haproxy"), pid: number }))),
  apiServer: some(fc.record({ url: text, healthz, certificate: some(certificate), leaseWrites: some(fc.record({ count: number, meanMs: number, p99Ms: number })), started: some(seconds) })),
  kubeconfigs: some(list(fc.constantFrom("/etc/kubernetes/admin.conf", "/etc/rancher/rke2/rke2.yaml", ""))),
  kubeconfig: some(fc.record({ path: fc.oneof(fc.constant("/etc/kubernetes/admin.conf"), text), kind: fc.constantFrom("file", "folder", "missing"), mode: fc.constantFrom("", "600", "644", "x"), owner: fc.constantFrom("", "root", "ops"), modified: seconds, login: fc.constantFrom("certificate", "token", "none"), certificate: some(certificate), server: text, mayManageLeases: some(fc.boolean()), mayServeServices: some(fc.boolean()) })),
  cluster: some(cluster), images: some(list(text)), record: some(record), gaps: list(fc.record({ part: fc.constantFrom("record", "vips", "cluster.nodes"), reason: fc.oneof(fc.constant("`arping` is not installed"), text) })),
}) as fc.Arbitrary<HostFacts>;

export const observation: fc.Arbitrary<Observation> = fc.oneof(
  { weight: 6, arbitrary: hostFacts.map((facts) => ({ kind: "seen" as const, facts })) },
  text.map((reason) => ({ kind: "unseen" as const, reason })),
  fc.constant({ kind: "unknown" as const }),
);
