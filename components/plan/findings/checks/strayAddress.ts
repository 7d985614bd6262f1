// The VIP on a host where no kube-vip put it.
import type { VipFacts } from "../../../facts/hostFacts";
import { fullPrefix } from "../../../settings/addresses";
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { isHolder, runsKubeVipFor } from "../holders";
import { sameAddress } from "../networks";
import { familyOf, isRecorded, type Scene, type SeenHost, vipFactsOf } from "../scene";
import { listed } from "../text";

export const strayAddressFamily = findingFamily("The VIP where no kube-vip put it", {
  "vip-is-own-address": {
    severity: "error",
    title: "The VIP is a host's own address",
    meaning: "The host would lose its own address when another one becomes the holder, and kubelet and etcd with it (kube-vip #1475).",
    seen: "The host has the address with the prefix length of a network, or as kubelet's `--node-ip`, and neither a kube-vip process nor a record of ours explains it.",
    remedy: "Choose an address that no host has.",
  },
  "vip-held-by-other-manager": {
    severity: "error",
    title: "Another program put the VIP on a host",
    meaning: "Two programs would fight for one address: each takes it from the other, and connections break every time.",
    seen: "The host has the VIP, no kube-vip there provides it, and a program such as ucarp or pacemaker runs. For keepalived see `vip-managed-by-keepalived`.",
    remedy: "Stop and disable that program on all hosts, or take the VIP out of its configuration, then run `pulumi up`.",
  },
  "vip-left-behind": {
    severity: "warning",
    title: "The VIP was left on a host",
    meaning: "A kube-vip that ended without cleaning up left its address. The host goes on answering for it beside the next holder, and believes itself to be the VIP.",
    seen: "The host has the VIP as a single address (/32, /128), and no kube-vip process there provides it.",
    remedy: "`pulumi up` puts it right; by hand: `ip address del VIP/32 dev INTERFACE`.",
  },
});
const { report } = strayAddressFamily;

export function checkStrayAddress({ settings, hosts }: Scene): Finding[] {
  return settings.vips.flatMap((vip) => hosts.flatMap((host) => {
    const facts = vipFactsOf(host, vip);
    return facts && isHolder(settings, host, vip) && runsKubeVipFor(host, vip) === false ? judge(host, vip, facts) : [];
  }));
}

function judge(host: SeenHost, vip: string, facts: VipFacts): Finding[] {
  const place = `${vip}${facts.prefixLength === undefined ? "" : `/${facts.prefixLength}`} is on ${facts.interface} of host ${host.key}`;
  const { kubelet, otherVipManagers = [] } = host.facts;
  const managers = otherVipManagers.filter(({ name }) => name !== "haproxy");
  if (kubelet && sameAddress(kubelet.nodeIp ?? "", vip)) return [report("vip-is-own-address", [host.key], `${place}, and kubelet there was told to use it as the Node's address.`)];
  // told by vip-managed-by-keepalived, or taken over
  if (managers.some(({ name }) => name === "keepalived")) return [];
  if (managers.length > 0) {
    return [report("vip-held-by-other-manager", [host.key], `${place}, no kube-vip provides it there, and ${listed(managers.map(({ name, pid }) => `${name} (process ${pid})`))} runs.`)];
  }
  if (isOwn(host, vip, facts)) return [report("vip-is-own-address", [host.key], `${place} with the prefix length of a network, and no kube-vip put it there.`)];
  return [report("vip-left-behind", [host.key], `${place}, and no kube-vip that provides it runs there.`)];
}

/** Nothing of ours was ever there, and the address comes with a network as an administrator writes it. */
function isOwn({ facts }: SeenHost, vip: string, { prefixLength }: VipFacts): boolean {
  return isRecorded(facts) === false && prefixLength !== undefined && prefixLength < fullPrefix(familyOf(vip));
}
