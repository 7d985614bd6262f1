// A healthy control plane of three hosts as facts, and ways to change one thing in it.
import type { HostFacts } from "../../../components/facts/hostFacts";
import type { Observation, Observations } from "../../../components/facts/observation";
import { formatProblems, resolveSettings } from "../../../components/settings/resolve";
import type { Settings } from "../../../components/settings/settings";
import { bgpArgs, type Changes, goodArgs, withChanges } from "../../settings/samples";

export const NOW = Date.UTC(2026, 10, 23, 8, 0, 0);
export const OWNER = "prod::infra::kube-vip:index:KubeVip::prod";
const SECONDS = NOW / 1000;
const DAY = 86_400;
export const VIP = "192.168.1.100";

/** Facts that a case may write to. */
export type Mutable<T> = T extends string | number | boolean | undefined ? T : { -readonly [K in keyof T]: Mutable<T[K]> };
export type Facts = Mutable<HostFacts>;
export type AllFacts = Record<"cp1" | "cp2" | "cp3", Facts>;

export function settingsWith(changes: Changes = {}, bgp = false): Settings {
  const { settings, problems } = resolveSettings(withChanges(bgp ? bgpArgs() : goodArgs(), changes));
  if (!settings) throw new Error(formatProblems(problems));
  return settings;
}

function certificate(subject: string, names: string[] = []) {
  return { subject, issuer: "CN=kubernetes", names, notBefore: SECONDS - 100 * DAY, notAfter: SECONDS + 265 * DAY };
}

const NODES = [1, 2, 3].map((number) => ({ name: `cp${number}`, internalIps: [`192.168.1.1${number}`], ready: true, kubeletVersion: "v1.34.4", machineId: `${number}`.repeat(32) }));

/** cp1 holds the VIP; kube-vip runs on all three. */
function factsOfHost(number: 1 | 2 | 3): HostFacts {
  const key = `cp${number}`;
  const address = `192.168.1.1${number}`;
  const holds = number === 1;
  const own = { scope: "global", tentative: false, dadFailed: false, deprecated: false };
  const link = { master: undefined, mtu: 1500, arp: true, up: true, carrier: true, loopback: false, kind: "" };
  const answer = () => ({ httpCode: 200, latencyMs: 12, failure: "" });
  return {
    system: {
      os: "Debian GNU/Linux 12 (bookworm)", osId: "debian", kernel: "6.1.0-28-amd64", arch: "x86_64", hostName: key, machineId: `${number}`.repeat(32), bootId: `boot-${number}`,
      uptimeSeconds: 5 * DAY, clockOffsetMs: 40 * number, clockUncertaintyMs: 15, root: true,
    },
    interfaces: [
      { ...link, name: "lo", mac: "", loopback: true, addresses: [{ ...own, address: "127.0.0.1", prefixLength: 8, scope: "host" }] },
      {
        ...link, name: "eth0", mac: `52:54:00:00:00:1${number}`,
        addresses: [{ ...own, address, prefixLength: 24 }, { ...own, address: `fe80::5054:ff:fe00:1${number}`, prefixLength: 64, scope: "link" }, ...(holds ? [{ ...own, address: VIP, prefixLength: 32 }] : [])],
      },
    ],
    routes: [{ family: 4, destination: "default", gateway: "192.168.1.1", interface: "eth0" }, { family: 4, destination: "192.168.1.0/24", interface: "eth0", source: address }],
    vips: [holds ? { vip: VIP, interface: "eth0", prefixLength: 32, healthz: answer() } : { vip: VIP, answeredBy: ["52:54:00:00:00:11"], probedFrom: "eth0", healthz: answer() }],
    listeners: [{ port: 6443, address: "*", process: "kube-apiserver", pid: 700 }, { port: 2112, address: "*", process: "kube-vip", pid: 900 }],
    modules: { ip_vs: "loaded", ip_vs_rr: "loaded", nf_conntrack: "builtin" },
    ipvs: holds ? [{ address: VIP, port: 6443, scheduler: "rr", backends: NODES.map(({ internalIps }) => ({ address: internalIps[0]!, port: 6443, forward: "Local", weight: 1 })) }] : [],
    sysctls: { "net.ipv4.ip_forward": "1", "net.ipv4.vs.conntrack": "1", "net.ipv4.conf.all.rp_filter": "0", "net.ipv4.conf.default.rp_filter": "2", "net.ipv4.conf.all.arp_ignore": "1", "net.ipv4.conf.eth0.arp_ignore": "0", "net.ipv6.conf.all.disable_ipv6": "0" },
    kubelet: { running: true, version: "v1.34.4", staticPodPath: "/etc/kubernetes/manifests", nodeIp: address, nodeName: key },
    manifestsFolderExists: true,
    missingPrograms: [],
    manifestFiles: ["kube-vip", "kube-apiserver"].map((name) => ({
      path: `/etc/kubernetes/manifests/${name}.yaml`, mode: "600", owner: "root", group: "root", bytes: 1800, sha256: name === "kube-vip" ? "a".repeat(64) : "b".repeat(64), modified: SECONDS - 3 * DAY,
      definesKubeVip: name === "kube-vip", readByKubelet: true,
    })),
    kubeVips: [{
      pid: 900, started: SECONDS - 2 * DAY, containerId: "c".repeat(64), image: "ghcr.io/kube-vip/kube-vip:v1.2.3", imageDigest: `sha256:${"d".repeat(64)}`,
      environment: { vip_arp: "true", cp_enable: "true", address: VIP, port: "6443", vip_interface: "eth0", vip_nodename: key, vip_leasename: "plndr-cp-lock", lb_enable: "true", lb_fwdmethod: "local" }, differs: [],
    }],
    otherVipManagers: [],
    apiServer: {
      url: "https://kubernetes:6443", healthz: answer(), certificate: certificate("CN=kube-apiserver", ["kubernetes", "kubernetes.default", key, "10.96.0.1", address, VIP]),
      leaseWrites: { count: 40_000, meanMs: 4, p99Ms: 25 }, started: SECONDS - 4 * DAY,
    },
    kubeconfig: { path: "/etc/kubernetes/admin.conf", kind: "file", mode: "600", owner: "root", modified: SECONDS - 90 * DAY, login: "certificate", certificate: certificate("O=kubeadm:cluster-admins, CN=kubernetes-admin"), server: `https://${VIP}:6443`, mayManageLeases: true },
    cluster: {
      lease: { holder: "cp1", ageMs: 800, durationSeconds: 15, transitions: 3 }, controlPlaneNodes: NODES, kubeProxy: { mode: "iptables", strictArp: false, excludeCidrs: [] },
      podCidrs: ["10.244.0.0/16"], serviceCidrs: ["10.96.0.0/12"], kubeVipDaemonSets: [],
    },
    images: ["ghcr.io/kube-vip/kube-vip:v1.2.3"],
    record: {
      owner: `${OWNER}#${key}`, manifestPath: "/etc/kubernetes/manifests/kube-vip.yaml", manifestSha256: "e".repeat(64), filledSha256: "a".repeat(64), applied: "2026-11-20T08:00:00Z", agentSha256: "f".repeat(64),
      containerId: "c".repeat(64), repairs: 0, failedSha256: "", failedReason: "",
    },
    gaps: [],
  };
}

export function healthy(): AllFacts {
  return structuredClone({ cp1: factsOfHost(1), cp2: factsOfHost(2), cp3: factsOfHost(3) }) as AllFacts;
}

/** The same hosts with Services: cp2 has the address of one, as the lease for Services says. Settings: `services.enabled`. */
export function serving(): AllFacts {
  const all = healthy();
  for (const facts of Object.values(all)) {
    facts.kubeconfig!.mayServeServices = true;
    facts.cluster!.servicesLease = { holder: "cp2", ageMs: 900, durationSeconds: 15, transitions: 1 };
    facts.cluster!.loadBalancers = [{ service: "default/web", asks: ["192.168.1.201"], has: ["192.168.1.201"], node: "cp2", ignored: false, servedBy: [] }];
  }
  all.cp2.interfaces![1]!.addresses.push({ address: "192.168.1.201", prefixLength: 32, scope: "global", tentative: false, dadFailed: false, deprecated: true });
  return all;
}

/** The same hosts before kube-vip was ever there. */
export function bare(): AllFacts {
  const all = healthy();
  for (const facts of Object.values(all)) {
    facts.kubeVips = [];
    facts.manifestFiles = facts.manifestFiles!.filter(({ definesKubeVip }) => !definesKubeVip);
    facts.listeners = facts.listeners!.filter(({ process }) => process !== "kube-vip");
    facts.interfaces![1]!.addresses = facts.interfaces![1]!.addresses.filter(({ address }) => address !== VIP);
    facts.vips = [{ vip: VIP, answeredBy: [], probedFrom: "eth0", healthz: { httpCode: 0, latencyMs: 0, failure: "Failed to connect" } }];
    delete facts.record;
    delete facts.cluster!.lease;
  }
  return all;
}

/** Hosts in BGP mode: the VIP is on lo of all, and there is no lease. */
export function healthyBgp(): AllFacts {
  const all = healthy();
  for (const facts of Object.values(all)) {
    const [lo, eth0] = facts.interfaces!;
    eth0!.addresses = eth0!.addresses.filter(({ address }) => address !== VIP);
    lo!.addresses.push({ address: VIP, prefixLength: 32, scope: "host", tentative: false, dadFailed: false, deprecated: false });
    facts.vips = [{ vip: VIP, interface: "lo", prefixLength: 32, healthz: { httpCode: 200, latencyMs: 5, failure: "" } }];
    facts.kubeVips![0]!.environment = { ...facts.kubeVips![0]!.environment, vip_arp: "false", bgp_enable: "true", vip_interface: "lo" };
    delete facts.cluster!.lease;
  }
  return all;
}

export const VIP6 = "2001:db8:1::100";

/** Both families: cp1 holds both VIPs. Settings: `vip: "192.168.1.100,2001:db8:1::100"`. */
export function healthyDual(): AllFacts {
  const all = healthy();
  Object.values(all).forEach((facts, index) => {
    const own = { address: `2001:db8:1::1${index + 1}`, prefixLength: 64, scope: "global", tentative: false, dadFailed: false, deprecated: false };
    facts.interfaces![1]!.addresses.push(own, ...(index === 0 ? [{ ...own, address: VIP6, prefixLength: 128 }] : []));
    facts.routes!.push({ family: 6, destination: "2001:db8:1::/64", interface: "eth0" }, { family: 6, destination: "default", gateway: "fe80::1", interface: "eth0" });
    facts.vips!.push({ ...facts.vips![0]!, vip: VIP6, ...(index === 0 ? { prefixLength: 128 } : {}) });
    facts.apiServer!.certificate!.names.push(VIP6);
    facts.kubeVips![0]!.environment = { ...facts.kubeVips![0]!.environment, address: `${VIP},${VIP6}` };
  });
  return all;
}

export function observed(facts: Record<string, Facts>): Record<string, Observation> {
  return Object.fromEntries(Object.entries(facts).map(([key, seen]) => [key, { kind: "seen", facts: seen as HostFacts }]));
}

export type { Observations };
