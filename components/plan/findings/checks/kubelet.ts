// kubelet, which runs the static Pod.
import { isWithin, parseVersion } from "../../../versions/version";
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { linkNameOf } from "../links";
import { sameAddress } from "../networks";
import { familyOf, isRecorded, type Scene, type SeenHost } from "../scene";
import { grouped, hostsText, keysOf, listed } from "../text";

export const kubeletFamily = findingFamily("kubelet", {
  "kubelet-not-running": {
    severity: "error",
    title: "kubelet does not run",
    meaning: "Nothing would start the static Pod, or stop the one that runs.",
    seen: "The host has no process of kubelet.",
    remedy: "Start it (`systemctl enable --now kubelet`) and read its log.",
  },
  "kubelet-without-node-ip": {
    severity: "warning",
    title: "kubelet may take the VIP for the Node's address",
    meaning: "Without `--node-ip` kubelet takes an address of the interface of the default route. When that interface has the VIP, a restart of kubelet or of the network may make it the Node's InternalIP; etcd, CNI and load balancing then use an address that wanders (kube-vip #1385, calico #6711).",
    seen: "ARP mode; kubelet was started without `--node-ip`, and the VIP goes to the interface of the default route of the same family.",
    remedy: "Start kubelet with `--node-ip` and the host's own address (kubeadm: `nodeRegistration.kubeletExtraArgs`).",
  },
  "node-took-vip": {
    severity: "warning",
    title: "A Node has the VIP as its address",
    meaning: "kubelet took the VIP for the Node's own address. Other components reach that Node wherever the VIP is.",
    seen: "The VIP is among the InternalIPs of a control-plane Node.",
    remedy: "Start that kubelet with `--node-ip` and the host's own address.",
  },
  "kubelet-ignores-host-aliases": {
    severity: "warning",
    title: "This kubelet may leave out the Pod's host aliases",
    meaning: "With an external cloud provider and without `--node-ip`, these versions start static Pods before the Node has an address, and without their hostAliases; kube-vip then does not find `kubernetes` (kubernetes #119852, #125348; kube-vip #692, #938).",
    seen: "kubelet 1.29.0 to 1.29.6 or 1.30.0 to 1.30.2 without `--node-ip`, `kubernetesAddress` is not set, and no manifest of ours has run on the host.",
    remedy: "Update kubelet to a newer patch release, start it with `--node-ip`, or set `kubernetesAddress`.",
  },
});
const { report } = kubeletFamily;

/** kubelet PR 121028 came with 1.29.0; PR 125337 took it back in these minors' next patch releases. */
const WITHOUT_ALIASES = [{ since: "v1.29.0", until: "v1.29.6" }, { since: "v1.30.0", until: "v1.30.2" }];

export function checkKubelet(scene: Scene): Finding[] {
  return [...checkRunning(scene), ...checkNodeIp(scene), ...checkTaken(scene), ...checkAliases(scene)];
}

function checkRunning({ hosts }: Scene): Finding[] {
  const stopped = keysOf(hosts.filter(({ facts }) => facts.kubelet?.running === false));
  return stopped.length === 0 ? [] : [report("kubelet-not-running", stopped, `kubelet does not run on ${hostsText(stopped)}.`)];
}

function checkNodeIp({ settings, hosts }: Scene): Finding[] {
  if (settings.mode !== "arp") return [];
  const endangered = grouped(hosts, (host) => {
    const { kubelet } = host.facts;
    return kubelet?.running && kubelet.nodeIp === "" ? settings.vips.filter((vip) => hasDefaultRoute(host, linkNameOf(settings, host), familyOf(vip))).join(",") || undefined : undefined;
  });
  return [...endangered].map(([vips, same]) =>
    report("kubelet-without-node-ip", keysOf(same), `kubelet on ${hostsText(keysOf(same))} was started without --node-ip, and ${listed(vips.split(","))} goes to the interface of the default route.`));
}

function hasDefaultRoute({ facts }: SeenHost, link: string | undefined, family: 4 | 6): boolean {
  return (facts.routes ?? []).some((route) => route.destination === "default" && route.family === family && route.interface === link);
}

function checkTaken({ settings, hosts, nodes }: Scene): Finding[] {
  return settings.vips.flatMap((vip) => {
    const taken = nodes.filter(({ internalIps }) => internalIps.some((address) => sameAddress(address, vip))).map(({ name }) => name);
    const keys = keysOf(hosts.filter(({ facts }) => taken.includes(facts.kubelet?.nodeName ?? "")));
    return taken.length === 0 ? [] : [report("node-took-vip", keys, `${vip} is an InternalIP of ${taken.length === 1 ? "the Node" : "the Nodes"} ${listed(taken)}.`)];
  });
}

function checkAliases({ settings, hosts }: Scene): Finding[] {
  if (settings.kubernetesAddress !== undefined) return [];
  const affected = grouped(hosts, ({ facts }) => {
    const version = parseVersion(facts.kubelet?.version ?? "");
    const isAffected = version && facts.kubelet?.nodeIp === "" && isRecorded(facts) === false && WITHOUT_ALIASES.some((range) => isWithin(version, range));
    return isAffected ? version.tag : undefined;
  });
  return [...affected].map(([version, same]) => report("kubelet-ignores-host-aliases", keysOf(same), `kubelet on ${hostsText(keysOf(same))} is ${version} and was started without --node-ip.`));
}
