// Kernel modules that IPVS load balancing needs on every host.
import type { Settings } from "../settings/settings";
import { versionFacts } from "../versions/facts";

/**
 * The Ansible role's list (README, "负载均衡功能"). kube-vip itself never calls modprobe and relies on the kernel's own loading, which SELinux blocks;
 * a host without them shows no error until it is elected (facts: kube-vip issues 506 and 1448).
 */
export const IPVS_MODULES = ["ip_vs", "ip_vs_rr", "ip_vs_wrr", "ip_vs_sh", "nf_conntrack"] as const;

/** Of the match `-m ipvs` in kube-vip's NAT rule, which it makes for IPv4 alone (kube-vip v1.2.1 pkg/vip/address.go, addMasqueradeRuleForVIP). From v1.2.2 it marks packets by nftables instead. */
const NAT_RULE_MODULES = ["xt_ipvs"] as const;

/** The ends of IPVS's tunnels, by the family of the VIP. */
const TUNNEL_MODULES = { 4: "ipip", 6: "ip6_tunnel" } as const;

/** None without load balancing. */
export function modulesOf({ image, loadBalancer, vips }: Settings): readonly string[] {
  if (!loadBalancer.enabled) return [];
  return [...IPVS_MODULES, ...modulesOfMethod(loadBalancer.forwardingMethod, image.version, vips)];
}

function modulesOfMethod(method: Settings["loadBalancer"]["forwardingMethod"], version: string, vips: readonly string[]): readonly string[] {
  const families = [...new Set(vips.map((vip) => (vip.includes(":") ? 6 : 4)))];
  if (method === "tunnel") return families.map((family) => TUNNEL_MODULES[family]);
  return method === "masquerade" && families.includes(4) && versionFacts(version).masqueradeNeedsIptables ? NAT_RULE_MODULES : [];
}
