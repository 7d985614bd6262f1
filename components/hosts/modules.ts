// Kernel modules that IPVS load balancing needs on every host.

/**
 * The Ansible role's list (README, "负载均衡功能"). kube-vip itself never calls modprobe and relies on the kernel's own loading, which SELinux blocks;
 * a host without them shows no error until it is elected (facts: kube-vip issues 506 and 1448).
 */
export const IPVS_MODULES = ["ip_vs", "ip_vs_rr", "ip_vs_wrr", "ip_vs_sh", "nf_conntrack"] as const;
