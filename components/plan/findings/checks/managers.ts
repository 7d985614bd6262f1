// Other programs that manage virtual IPs, and other kube-vips.
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { isToBeTakenOver } from "../../takeOver";
import { hasByKeepalived, provides } from "../holders";
import { type Scene, type SeenHost, vipFactsOf } from "../scene";
import { count, grouped, hostsText, keysOf, listed } from "../text";

export const managersFamily = findingFamily("Other managers of virtual IPs", {
  "other-vip-manager": {
    severity: "warning",
    title: "Another manager of virtual IPs runs on the hosts",
    meaning: "If it manages the same address, both take it from each other. It may as well serve another address.",
    seen: "A process called keepalived, ucarp, vrrpd, corosync or pacemakerd runs. haproxy alone moves no address; it is told where it takes a port.",
    remedy: "Make sure that its configuration does not name the VIP, or stop it.",
  },
  "vip-managed-by-keepalived": {
    severity: "error",
    title: "keepalived has the VIP",
    meaning: "kube-vip would put the VIP on the first host that starts it while keepalived has it on another, so two machines would answer for one address.",
    seen: "A host has the VIP, keepalived runs there, no kube-vip there provides the VIP, and `rollout.takeOver` is not given.",
    remedy: "Set `rollout.takeOver: keepalived` with `observe: require` to take the VIP over without giving it up, choose another VIP, or stop and disable keepalived on all hosts by hand.",
  },
  "kube-vip-daemonset": {
    severity: "warning",
    title: "A DaemonSet runs kube-vip too",
    meaning: "If it has `cp_enable`, it provides a control plane's VIP beside the static Pods; one for Services alone is no harm, as long as ports and leases differ and `services` is off here.",
    seen: "A DaemonSet whose containers have a kube-vip image.",
    remedy: "Look at its `cp_enable`, `address`, `prometheus_server` and lease; delete it if it was to provide the control plane's VIP.",
  },
  "kube-vip-twice": {
    severity: "warning",
    title: "A host runs more than one kube-vip for the VIP",
    meaning: "Both write the same name into the lease, so both take themselves for the holder; they disturb each other's address and ports.",
    seen: "Several processes called kube-vip have `cp_enable` and the VIP in their environment. While one is being replaced by the next that is usual for a moment.",
    remedy: "Find where the other comes from (a second manifest, a DaemonSet, a container without kubelet: `crictl ps --name kube-vip`) and remove it.",
  },
});
const { report } = managersFamily;

export function checkManagers(scene: Scene): Finding[] {
  return [...checkOthers(scene), ...checkKeepalived(scene), ...checkDaemonSets(scene), ...checkTwice(scene)];
}

function checkOthers({ settings, hosts }: Scene): Finding[] {
  const names = (facts: SeenHost["facts"]): string[] => [...new Set((facts.otherVipManagers ?? []).map(({ name }) => name))].filter((name) => name !== "haproxy" && !(name === settings.rollout.takeOver && isToBeTakenOver(settings, facts)));
  const running = hosts.flatMap(({ key, facts }) => names(facts).map((name) => ({ key, name })));
  return [...grouped(running, ({ name }) => name)].map(([name, same]) => report("other-vip-manager", keysOf(same), `${name} runs on ${hostsText(keysOf(same))}.`));
}

function checkKeepalived(scene: Scene): Finding[] {
  const { settings, hosts } = scene;
  if (settings.rollout.takeOver === "keepalived") return [];
  return settings.vips.flatMap((vip) => hosts.filter((host) => hasByKeepalived(settings, host, vip)).map((host) => {
    const facts = vipFactsOf(host, vip);
    return report("vip-managed-by-keepalived", [host.key], `${vip}${facts?.prefixLength === undefined ? "" : `/${facts.prefixLength}`} is on ${facts?.interface} of host ${host.key}, where keepalived runs and no kube-vip provides it.`);
  }));
}

function checkDaemonSets({ settings: { services }, hosts }: Scene): Finding[] {
  const names = [...new Set(hosts.flatMap(({ facts }) => facts.cluster?.kubeVipDaemonSets ?? []))];
  return names.length === 0 ? [] : [report("kube-vip-daemonset", [], `The cluster has ${count(names.length, "DaemonSet")} with a kube-vip image: ${listed(names)}.${services.enabled ? " Where it serves Services too, the hosts and it stand for election together, by whichever lease each was given." : ""}`)];
}

function checkTwice({ settings, hosts }: Scene): Finding[] {
  return hosts.flatMap(({ key, facts }) => {
    const pids = (facts.kubeVips ?? []).filter((process) => settings.vips.some((vip) => provides(process, vip))).map(({ pid }) => String(pid));
    return pids.length < 2 ? [] : [report("kube-vip-twice", [key], `Host ${key} runs ${pids.length} kube-vips for the VIP (processes ${listed(pids)}).`)];
  });
}
