// Turns a vector's plain words into Settings, below the checks: some vectors ask for what the checks refuse.
import type { BgpPasswords, BgpPeer, BgpSettings, Settings } from "../../components/settings/settings";
import { requireVersion, versionFacts } from "../../components/versions";
import type { Asked, VectorCase } from "./vectorCase";

/** The one host of a vector. */
export const VECTOR_HOST = "vector";

/** What stands for values that only a host knows. */
export const FILLED_IN = { interface: "filled-in", routerId: "192.0.2.1" } as const;

/** Defaults of kube-vip's own flags (cmd/kube-vip.go), which the generator used where nothing was asked. */
const FLAG_DEFAULTS = { port: 6443, lbPort: 6443, leaseName: "plndr-cp-lock", svcLeaseName: "plndr-svcs-lock", namespace: "kube-system", prometheus: ":2112", as: 65000, kubeconfig: "/etc/kubernetes/admin.conf" };

export interface AskedSettings {
  readonly settings: Settings;
  readonly passwords: BgpPasswords;
}

/** Throws a sentence when the words hold what Settings cannot say. */
export function askedSettings({ version, settings: asked }: VectorCase): AskedSettings {
  const tag = requireVersion(version).tag;
  const { bgp, passwords } = bgpOf(asked);
  const vips = asked.vip.split(",");
  const [leaseDurationSeconds, renewDeadlineSeconds, retryPeriodSeconds] = asked.lease ?? defaultLease(tag);
  const port = asked.apiPort ?? FLAG_DEFAULTS.port;
  const settings: Settings = {
    vips,
    prefixLengths: vips.map((vip) => (vip.includes(":") ? 128 : 32)),
    hosts: { [VECTOR_HOST]: { address: FILLED_IN.routerId, ...(asked.interface ? { interface: asked.interface } : {}), ...(asked.bgp?.routerId ? { routerId: asked.bgp.routerId } : {}) } },
    distribution: "kubeadm",
    mode: asked.mode,
    port,
    image: { version: tag, reference: `ghcr.io/kube-vip/kube-vip:${tag}`, pullPolicy: "IfNotPresent", beforehand: true },
    leaderElection: {
      enabled: asked.leaderElection ?? false,
      leaseName: asked.leaseName ?? FLAG_DEFAULTS.leaseName,
      namespace: asked.namespace ?? FLAG_DEFAULTS.namespace,
      leaseDurationSeconds, renewDeadlineSeconds, retryPeriodSeconds,
      leaseAnnotations: {},
    },
    loadBalancer: { enabled: asked.lb !== undefined, port: asked.lb === undefined ? port : asked.lbPort ?? FLAG_DEFAULTS.lbPort, forwardingMethod: asked.lb ?? "local" },
    ...(bgp ? { bgp } : {}),
    metrics: { enabled: asked.prometheus !== "", address: asked.prometheus ?? FLAG_DEFAULTS.prometheus },
    services: { enabled: asked.services ?? false, perServiceElection: false, loadBalancerClassOnly: false, leaseName: FLAG_DEFAULTS.svcLeaseName },
    nodeLabeling: asked.nodeLabeling ?? false,
    paths: { manifests: "/etc/kubernetes/manifests", manifest: "/etc/kubernetes/manifests/kube-vip.yaml", kubeconfig: asked.kubeconfig ?? FLAG_DEFAULTS.kubeconfig, programs: "/opt/kubernetes" },
    containerRuntime: "containerd",
    pod: { labels: {}, annotations: {}, requests: {}, limits: {}, priorityClassName: "system-node-critical", environment: {} },
    timeouts: { applySeconds: 120, proofSeconds: 60, removeSeconds: 60, pullSeconds: 600, observeSeconds: 15 },
    adopt: false,
    observe: "never",
    findings: {},
    rollout: { retry: "", replace: "" },
  };
  return { settings, passwords };
}

function defaultLease(tag: string): readonly [number, number, number] {
  const { leaseDurationSeconds, renewDeadlineSeconds, retryPeriodSeconds } = versionFacts(tag).leaseDefaults;
  return [leaseDurationSeconds, renewDeadlineSeconds, retryPeriodSeconds];
}

function bgpOf({ mode, bgp }: Asked): { bgp?: BgpSettings; passwords: BgpPasswords } {
  if (mode !== "bgp") return { passwords: {} };
  const entries = (bgp?.peers ?? []).map(readPeer);
  const { peer } = bgp ?? {};
  const passwords: Record<string, string> = Object.fromEntries(entries.flatMap(({ password }, index) => (password ? [[String(index), password]] : [])));
  if (peer?.password) passwords["peer"] = peer.password;
  return {
    bgp: {
      as: bgp?.localAs ?? FLAG_DEFAULTS.as,
      ...(peer ? { peer: { address: peer.address, as: peer.as, hasPassword: Boolean(peer.password), multihop: false } } : {}),
      peers: entries.map((entry) => entry.peer),
      peersIn: "variables",
      ...(bgp?.sourceIp ? { sourceAddress: bgp.sourceIp } : {}),
      ...(bgp?.sourceIf ? { sourceInterface: bgp.sourceIf } : {}),
    },
    passwords,
  };
}

const PEER_ENTRY = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d+)(?::([^:]*)(?::(true|false))?)?$/;

/** Reads `address:as[:password[:multihop]]`, an IPv6 address in brackets. */
export function readPeer(entry: string): { readonly peer: BgpPeer; readonly password: string } {
  const [, ipv6, ipv4, as, password = "", multihop] = PEER_ENTRY.exec(entry) ?? [];
  const address = ipv6 ?? ipv4;
  if (address === undefined) throw new Error("An entry of settings.bgp.peers is not of the form address:as:password:multihop (an IPv6 address in brackets, multihop true or false).");
  return { peer: { address, as: Number(as), hasPassword: password !== "", multihop: multihop === "true" }, password };
}
