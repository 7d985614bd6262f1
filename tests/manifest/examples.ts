// A handful of settings, written out, for tests by example and golden files.
import type { Settings } from "../../components/settings/settings";

const basic: Settings = {
  vips: ["192.168.1.100"],
  prefixLengths: [32],
  hosts: { cp1: { address: "192.168.1.11" }, cp2: { address: "192.168.1.12", interface: "bond0", nodeName: "node-2" } },
  distribution: "kubeadm",
  mode: "arp",
  port: 6443,
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
};

const bgpPeers: Settings = {
  ...basic,
  mode: "bgp",
  hosts: { cp1: { address: "10.0.0.11", routerId: "10.0.0.11" }, cp2: { address: "fd00::12" } },
  leaderElection: { ...basic.leaderElection, enabled: false },
  bgp: {
    as: 65000,
    peersIn: "variables",
    peers: [
      { address: "10.0.0.1", as: 65001, hasPassword: true, multihop: false },
      { address: "fd00::1", as: 65002, hasPassword: false, multihop: true },
    ],
  },
};

const bgpPasswords: Settings = { ...bgpPeers, bgp: { ...bgpPeers.bgp!, peersIn: "file", peer: { address: "10.0.0.2", as: 65003, hasPassword: true, multihop: false } } };

const bgpGated: Settings = {
  ...bgpPeers,
  bgp: { as: 65000, peersIn: "variables", peers: [{ address: "10.0.0.1", as: 65001, hasPassword: false, multihop: false }], healthCheck: { address: "https://kubernetes:6443/livez", caFile: "/var/lib/pulumi-kube-vip/ca.crt", periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 2 } },
};

const dualStack: Settings = { ...basic, vips: ["192.168.1.100", "fd00::100"], prefixLengths: [32, 128] };

/** As the Ansible role's defaults make it: an older kube-vip, short leases. */
const roleDefaults: Settings = {
  ...basic,
  distribution: "binary",
  image: { ...basic.image, version: "v0.8.9", reference: "ghcr.io/kube-vip/kube-vip:v0.8.9" },
  leaderElection: { ...basic.leaderElection, leaseDurationSeconds: 5, renewDeadlineSeconds: 3, retryPeriodSeconds: 1 },
  paths: { ...basic.paths, kubeconfig: "/etc/kubernetes/admin.kubeconfig" },
};

const everything: Settings = {
  ...basic,
  kubernetesAddress: "192.168.1.11:6443",
  leaderElection: { ...basic.leaderElection, leaseAnnotations: { b: "2", a: "1" } },
  loadBalancer: { enabled: true, port: 8443, forwardingMethod: "masquerade", backendCheckSeconds: 3 },
  metrics: { enabled: false, address: ":2112" },
  services: { enabled: true, perServiceElection: true, interface: "eth1", loadBalancerClassOnly: true, loadBalancerClass: "example.com/vip", leaseName: "plndr-svcs-lock" },
  healthCheckPort: 8080,
  logLevel: "debug",
  nodeLabeling: true,
  pod: {
    labels: { team: "network" },
    annotations: { note: "yes: \"quoted\"" },
    requests: { cpu: "50m", memory: "64Mi" },
    limits: { memory: "128Mi" },
    priorityClassName: "system-cluster-critical",
    environment: { vip_skipdad: "true", vip_arpRate: "2000" },
    patch: { spec: { terminationGracePeriodSeconds: 10 } },
  },
};

/** A login of kube-vip's own. */
const scoped: Settings = { ...basic, scopedAccess: { lifetimeSeconds: 31_536_000 } };

export const examples = { basic, bgpPeers, bgpPasswords, bgpGated, dualStack, roleDefaults, everything, scoped } as const;
