// kube-proxy where it manages IPVS itself.
import type { KubeProxyFacts } from "../../../facts/hostFacts";
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { isIn } from "../networks";
import type { Scene } from "../scene";
import { listed } from "../text";

export const kubeProxyFamily = findingFamily("kube-proxy", {
  "kube-proxy-without-strict-arp": {
    severity: "warning",
    title: "kube-proxy in IPVS mode answers ARP for everything",
    meaning: "Its dummy interface holds Service addresses on every host. Without strict ARP every host answers for them, and for kube-vip's Service addresses too.",
    seen: "kube-proxy's mode is `ipvs` with `strictARP: false`, and kube-vip is in ARP mode.",
    remedy: "Set `ipvs.strictARP: true` in the ConfigMap kube-proxy and restart it.",
  },
  "kube-proxy-strict-arp-hides-vip": {
    severity: "warning",
    title: "Strict ARP may make a VIP on loopback unreachable",
    meaning: "With `arp_ignore` set, the host does not answer for a VIP on `lo`, so machines on its own segment do not reach it without the router (kube-vip #1114).",
    seen: "BGP mode with the VIP on a loopback interface; kube-proxy's mode is `ipvs` with `strictARP: true`.",
    remedy: "Make sure that clients come through the router that has the BGP route.",
  },
  "kube-proxy-removes-ipvs": {
    severity: "warning",
    title: "kube-proxy removes the load balancer's IPVS service",
    meaning: "In IPVS mode kube-proxy deletes services that it did not create, at every sync: the VIP is then balanced now and then only (kube-vip #454, #745).",
    seen: "Load balancing is on, kube-proxy's mode is `ipvs`, and no range of `excludeCIDRs` holds the VIP.",
    remedy: "Add the VIP to `ipvs.excludeCIDRs` in the ConfigMap kube-proxy and restart it, or switch load balancing off.",
  },
});
const { report } = kubeProxyFamily;

export function checkKubeProxy({ settings, hosts }: Scene): Finding[] {
  const kubeProxy = hosts.flatMap(({ facts }) => facts.cluster?.kubeProxy ?? []).at(0);
  if (kubeProxy?.mode !== "ipvs") return [];
  return [...checkArp(settings, kubeProxy), ...checkExcluded(settings, kubeProxy)];
}

function checkArp({ mode, hosts }: Scene["settings"], { strictArp }: KubeProxyFacts): Finding[] {
  if (mode === "arp") return strictArp ? [] : [report("kube-proxy-without-strict-arp", [], "kube-proxy runs in IPVS mode with strictARP off, beside kube-vip in ARP mode.")];
  const onLoopback = Object.entries(hosts).filter(([, host]) => host.interface === "lo").map(([key]) => key);
  if (!strictArp || onLoopback.length === 0) return [];
  return [report("kube-proxy-strict-arp-hides-vip", onLoopback, "kube-proxy runs in IPVS mode with strictARP on, and the VIP is on lo.")];
}

function checkExcluded({ loadBalancer, vips }: Scene["settings"], { excludeCidrs }: KubeProxyFacts): Finding[] {
  const open = loadBalancer.enabled ? vips.filter((vip) => !excludeCidrs.some((range) => isIn(vip, range))) : [];
  if (open.length === 0) return [];
  return [report("kube-proxy-removes-ipvs", [], `kube-proxy runs in IPVS mode, and its excludeCIDRs (${listed(excludeCidrs) || "none"}) do not hold ${listed(open)}.`)];
}
