// The Debian packages of a host. What is on a control plane by its nature, and what the tests look with.

/** Debian release of the hosts: the one whose user-mode-linux kernel and modules they run. */
export const suite = "bookworm";

export const packages = [
  // the machine itself
  "systemd-sysv", "dbus", "kmod", "procps", "openssh-server", "sudo", "python3",
  // the control plane
  "containerd", "runc", "containernetworking-plugins", "ca-certificates", "socat",
  // its network, and what looks at it
  "iproute2", "iptables", "nftables", "ipvsadm", "conntrack", "ethtool", "iputils-arping", "iputils-ping", "curl", "busybox",
  // what a kube-vip takes the VIP over from; it does not start without a configuration
  "keepalived",
] as const;
