// The closed sets of words that a setting may take. `as const` objects, since Pulumi's schema inference knows them as enums.

/** How the VIP reaches its holder. */
export const Mode = {
  /** One holder answers ARP (IPv4) or neighbour discovery (IPv6) for the VIP; all hosts share one layer-2 segment. */
  Arp: "arp",
  /** Hosts announce the VIP as a route to BGP peers. */
  Bgp: "bgp",
} as const;
export type Mode = (typeof Mode)[keyof typeof Mode];

/** Where a Kubernetes distribution keeps what kube-vip needs: see components/hosts/distributions. */
export const Distribution = {
  /** Static Pods in /etc/kubernetes/manifests, kubeconfig /etc/kubernetes/admin.conf. */
  Kubeadm: "kubeadm",
  /** The Ansible role's layout for clusters installed from binaries: kubeconfig /etc/kubernetes/admin.kubeconfig, programs in /opt/kubernetes. */
  Binary: "binary",
  /** Static Pods in /var/lib/rancher/rke2/agent/pod-manifests, kubeconfig /etc/rancher/rke2/rke2.yaml. Not run in the lab. */
  Rke2: "rke2",
  /** Static Pods in /var/lib/rancher/k3s/agent/pod-manifests, kubeconfig /etc/rancher/k3s/k3s.yaml. Not run in the lab. */
  K3s: "k3s",
  /** Controllers that are workers too, and have a kubelet that was given `--pod-manifest-path=/etc/k0s/manifests` (`--kubelet-extra-args`); without it k0s has no static Pods. Kubeconfig /var/lib/k0s/pki/admin.conf. Not run in the lab. */
  K0s: "k0s",
} as const;
export type Distribution = (typeof Distribution)[keyof typeof Distribution];

/** The container runtime whose client tells container id and image digest. */
export const ContainerRuntime = { Containerd: "containerd", Docker: "docker" } as const;
export type ContainerRuntime = (typeof ContainerRuntime)[keyof typeof ContainerRuntime];

/** IPVS forwarding method, the words of kube-vip's `lb_fwdmethod` (pkg/loadbalancer/ipvs.go); any other word silently means `local` there. */
export const ForwardingMethod = {
  /** Packets go to the local API server: no balancing between hosts. */
  Local: "local",
  /** NAT to any control plane: real balancing. Needs a privileged container and, below kube-vip 1.2.2, the image variant with iptables. */
  Masquerade: "masquerade",
  /** IP-in-IP to the other hosts; the operator provides the tunnel end and the VIP on each backend. */
  Tunnel: "tunnel",
  /** Direct routing; the operator puts the VIP on each backend without ARP. */
  DirectRoute: "directroute",
  /** IPVS cache bypass; cannot work, since the kernel drops what it would send to an address of its own. */
  Bypass: "bypass",
} as const;
export type ForwardingMethod = (typeof ForwardingMethod)[keyof typeof ForwardingMethod];

/** How much kube-vip logs; mapped to the number scale of its version. */
export const LogLevel = { Error: "error", Warn: "warn", Info: "info", Debug: "debug" } as const;
export type LogLevel = (typeof LogLevel)[keyof typeof LogLevel];

/** Whether hosts are looked at before anything is done, at preview and at up. */
export const Observe = {
  /** Look; of a host that cannot be reached, a warning says what is not known then. */
  Auto: "auto",
  /** Look; a host that cannot be reached is an error. */
  Require: "require",
  /** Do not look: no findings, no drift, no rollout order, hosts one at a time. */
  Never: "never",
} as const;
export type Observe = (typeof Observe)[keyof typeof Observe];

/** How serious a finding is: `error` stops before anything is touched, `off` is not looked for. */
export const Severity = { Error: "error", Warning: "warning", Info: "info", Off: "off" } as const;
export type Severity = (typeof Severity)[keyof typeof Severity];

/** By which login kube-vip itself talks to the API server. */
export const Access = {
  /** That of `paths.kubeconfig`, usually the cluster's administrator. */
  Admin: "admin",
  /** One of its own on each host, with the rights that its settings need and no more, signed by the cluster. */
  Scoped: "scoped",
} as const;
export type Access = (typeof Access)[keyof typeof Access];

/** From which program the VIP is taken over. */
export const TakeOver = {
  /** VRRP by keepalived, as a service of systemd that serves nothing but the VIP. An haproxy beside it is left alone. */
  Keepalived: "keepalived",
} as const;
export type TakeOver = (typeof TakeOver)[keyof typeof TakeOver];

/** When kubelet pulls the image. */
export const PullPolicy = { IfNotPresent: "IfNotPresent", Always: "Always", Never: "Never" } as const;
export type PullPolicy = (typeof PullPolicy)[keyof typeof PullPolicy];
