// The defaults that hold whatever the distribution and version; each is said in the docstring of its argument.
import { DEFAULT_VERSION } from "../versions/releases";

export const DEFAULTS = {
  mode: "arp",
  observe: "auto",
  distribution: "kubeadm",
  containerRuntime: "containerd",
  /** Kubernetes' secure port. */
  port: 6443,
  version: DEFAULT_VERSION,
  registry: "ghcr.io",
  repository: "kube-vip/kube-vip",
  /** The variant that holds the iptables program; where masquerade needs it (facts/kube-vip, masqueradeNeedsIptables). */
  iptablesRepository: "kube-vip/kube-vip-iptables",
  pullPolicy: "IfNotPresent",
  /** kube-vip's own names (pkg/kubevip/config_types.go). */
  leaseName: "plndr-cp-lock",
  servicesLeaseName: "plndr-svcs-lock",
  loadBalancerClass: "kube-vip.io/kube-vip-class",
  namespace: "kube-system",
  /** client-go's own lease for controllers, and kube-vip's since v1.1.0; 5/3/1 flaps on a slow etcd (kube-vip #282, #453). */
  leaseDurationSeconds: 15,
  renewDeadlineSeconds: 10,
  retryPeriodSeconds: 2,
  forwardingMethod: "local",
  /** kube-vip's own (cmd/kube-vip.go). */
  bgpAs: 65000,
  holdTimeSeconds: 30,
  keepaliveSeconds: 10,
  /** Half as many checks as kube-vip's own 5/3/3, since those of v1.2.0 to v1.2.3 leave memory behind (#1778); withdrawn within 23 s instead of 18 s. */
  healthCheckPeriodSeconds: 10,
  healthCheckTimeoutSeconds: 3,
  healthCheckFailureThreshold: 2,
  bfdIntervalMilliseconds: 300,
  bfdMultiplier: 3,
  bgpInterface: "lo",
  metricsAddress: ":2112",
  manifestName: "kube-vip.yaml",
  priorityClassName: "system-node-critical",
  sshPort: 22,
  sshUser: "root",
  /** As the client certificates that kubeadm makes. */
  accessLifetimeSeconds: 31_536_000,
  applySeconds: 120,
  proofSeconds: 60,
  observeSeconds: 15,
  removeSeconds: 60,
  /** 50 MB at 1 Mbit/s take 400 s; containerd and docker give up by themselves where nothing comes. */
  pullSeconds: 600,
} as const;
