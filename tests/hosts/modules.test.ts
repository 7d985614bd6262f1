// Which kernel modules a host is given, by what its settings need.
import { IPVS_MODULES, modulesOf } from "../../components/hosts/modules";
import type { ForwardingMethod } from "../../components/settings/choices";
import { resolveSettings } from "../../components/settings/resolve";
import { goodArgs } from "../settings/samples";

const VIP = goodArgs().vip as string;

function modules(forwardingMethod: ForwardingMethod, version = "v1.2.1", vip = VIP): readonly string[] {
  return modulesOf(resolveSettings({ ...goodArgs(), vip, image: { version }, loadBalancer: { forwardingMethod } }).settings!);
}

it.each<[ForwardingMethod, string, string, readonly string[]]>([
  ["local", "v1.2.1", VIP, []],
  ["directroute", "v1.2.1", VIP, []],
  ["masquerade", "v1.2.1", VIP, ["xt_ipvs"]],
  ["masquerade", "v1.2.3", VIP, []],
  ["masquerade", "v1.2.1", "2001:db8:1::100", []],
  ["tunnel", "v1.2.1", VIP, ["ipip"]],
  ["tunnel", "v1.2.1", `${VIP},2001:db8:1::100`, ["ipip", "ip6_tunnel"]],
])("%s with kube-vip %s for %s adds to those of IPVS", (method, version, vip, more) => {
  expect(modules(method, version, vip)).toEqual([...IPVS_MODULES, ...more]);
});
