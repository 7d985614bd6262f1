// What IPVS does with connections to the VIP, on a host that has it.
import type { KubeVipProcess, NodeFacts } from "../../../facts/hostFacts";
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { holdersOf } from "../holders";
import { familyOf, isRecorded, type Scene, type SeenHost } from "../scene";
import { HostsText, listed } from "../text";

export const ipvsFamily = findingFamily("Load balancing", {
  "ipvs-lacks-backend": {
    severity: "warning",
    title: "Connections to the VIP do not reach all control planes",
    meaning: "kube-vip puts a Node behind the VIP when it is told of it, which may take some minutes after the VIP has moved, and when the API server there answers at https://ADDRESS:PORT/version with a certificate for that address. Without any, the holder's own API server gets all connections.",
    seen: "Load balancing by another method than `local`; on the host that has the VIP, IPVS lacks the address of a control-plane Node that is Ready.",
    remedy: "Look again after five minutes. If it stays, see whether that API server answers at its own address, and read the log of kube-vip on the holder; kube-vip v0.8.9 does not take back one that was away (#875).",
  },
  "ipvs-without-backends": {
    severity: "warning",
    title: "IPVS has the VIP and nowhere to send connections",
    meaning: "The kernel refuses every connection to the VIP on that host while its IPVS service has no backend.",
    seen: "On the host that has the VIP, the IPVS service at the VIP's port has no backend with a weight above 0.",
    remedy: "See whether the control-plane Nodes are Ready and have the role's label; if so, let the VIP move with `npx pulumi-kube-vip drill`.",
  },
  "ipvs-other-family": {
    severity: "warning",
    title: "No Node has an address of the VIP's family",
    meaning: "kube-vip puts only addresses of the VIP's own family behind it (pkg/loadbalancer/ipvs.go). Without any it makes no IPVS service: the holder's own API server gets all connections, and nothing answers at a port other than the API server's.",
    seen: "Load balancing by another method than `local`; none of the control-plane Nodes has an internal address of the VIP's family.",
    remedy: "Give kubelet both addresses (`--node-ip=IPV4,IPV6`) on every control plane, or use a VIP of the Nodes' family.",
  },
});
const { report } = ipvsFamily;

export function checkIpvs(scene: Scene): Finding[] {
  if (!scene.settings.loadBalancer.enabled) return [];
  return [...checkFamilies(scene), ...checkHolders(scene)];
}

function checkFamilies({ settings: { vips, loadBalancer }, nodes }: Scene): Finding[] {
  if (loadBalancer.forwardingMethod === "local" || nodes.length === 0) return [];
  const without = vips.filter((vip) => !nodes.some(({ internalIps }) => internalIps.some((address) => familyOf(address) === familyOf(vip))));
  return without.map((vip) => report("ipvs-other-family", [], `None of the control-plane Nodes ${listed(nodes.map(({ name }) => name))} has an IPv${familyOf(vip)} address, so kube-vip spreads no connections to ${vip}.`));
}

function checkHolders(scene: Scene): Finding[] {
  return scene.settings.vips.flatMap((vip) => holdersOf(scene, vip).filter(({ facts }) => isRecorded(facts)).flatMap((host) => checkHolder(scene, vip, host)));
}

function checkHolder({ settings, nodes }: Scene, vip: string, { key, facts }: SeenHost): Finding[] {
  const { port, forwardingMethod } = settings.loadBalancer;
  const service = facts.ipvs?.find(({ address }) => address === vip);
  // before another port is applied, there is nothing at it
  if (facts.ipvs === undefined || (service === undefined && !facts.kubeVips?.some((process) => frontPort(process) === port))) return [];
  const backends = (service?.backends ?? []).filter(({ weight }) => weight > 0).map(({ address }) => address).sort();
  if (service !== undefined && backends.length === 0) return [report("ipvs-without-backends", [key], `${HostsText([key])} has ${vip}, with an IPVS service at port ${port} that sends connections nowhere.`)];
  const lacking = forwardingMethod === "local" ? [] : nodes.filter((node) => lacks(node, vip, backends)).map(({ name }) => name);
  if (lacking.length === 0) return [];
  const there = backends.length === 0 ? "IPVS has no service for it yet" : `IPVS sends connections to ${listed(backends)} alone`;
  return [report("ipvs-lacks-backend", [key], `${HostsText([key])} has ${vip}, and ${there}; ${listed(lacking)} ${lacking.length === 1 ? "is a Ready control plane" : "are Ready control planes"} too.`)];
}

/** The VIP's port as the process was told it. */
function frontPort({ environment }: KubeVipProcess): number {
  return Number(environment["lb_port"] ?? environment["port"] ?? 6443);
}

function lacks({ ready, internalIps }: NodeFacts, vip: string, backends: readonly string[]): boolean {
  const addresses = internalIps.filter((address) => familyOf(address) === familyOf(vip));
  return ready && addresses.some((address) => !backends.includes(address));
}
