// Whether the kube-vips that run go together.
import type { KubeVipProcess } from "../../../facts/hostFacts";
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import type { Scene } from "../scene";
import { grouped, hostsText, keysOf } from "../text";

export const runningSettingsFamily = findingFamily("Running kube-vips", {
  "kube-vips-differ": {
    severity: "warning",
    title: "The hosts run kube-vips with different settings",
    meaning: "Different leases, modes or addresses make two holders or none; other differences come to light when the VIP moves. A rollout that was interrupted leaves this behind.",
    seen: "The environments and images of the running kube-vips differ, apart from what belongs to each host: interface, Node name, router id, secrets.",
    remedy: "`pulumi up` makes them equal.",
  },
});
const { report } = runningSettingsFamily;

/** What is each host's own, or not shown. */
const OWN = new Set(["vip_interface", "vip_servicesinterface", "vip_nodename", "bgp_routerid", "bgp_routerinterface", "bgp_sourceip", "bgp_sourceif", "bgp_peerpass", "bgp_peers", "prometheus_server"]);
/** Variables that kube-vip reads; the others of its process come from the container runtime. */
const READ = /^(vip_|bgp_|lb_|cp_|svc_|(address|port|kubernetes_addr|enable_node_labeling|health_check_port|backend_health_check_interval|dns_mode|dhcp_mode|annotation)$)/;

interface Running {
  readonly key: string;
  readonly process: KubeVipProcess;
}

export function checkRunningSettings({ hosts }: Scene): Finding[] {
  const running = hosts.flatMap(({ key, facts }): Running[] => {
    const processes = (facts.kubeVips ?? []).filter(({ environment }) => environment["cp_enable"] === "true");
    // Of two on one host `kube-vip-twice` tells.
    return processes.length === 1 && processes[0] ? [{ key, process: processes[0] }] : [];
  });
  const names = new Set(running.flatMap(({ process }) => Object.keys(process.environment)).filter((name) => READ.test(name) && !OWN.has(name)));
  const differing = [...names].sort().flatMap((name) => difference(name, running, ({ process }) => process.environment[name] ?? "(not set)"));
  const images = difference("image", running.filter(({ process }) => process.image !== ""), ({ process }) => process.image);
  const all = [...images, ...differing];
  return all.length === 0 ? [] : [report("kube-vips-differ", keysOf(running), `The kube-vips of ${hostsText(keysOf(running))} differ: ${all.join("; ")}.`)];
}

/** `lb_enable is true on cp1 and false on cp2`. */
function difference(name: string, running: readonly Running[], valueOf: (item: Running) => string): string[] {
  const groups = [...grouped(running, valueOf)];
  return groups.length < 2 ? [] : [`${name} is ${groups.map(([value, same]) => `${value || "(empty)"} on ${keysOf(same).join(", ")}`).join(" and ")}`];
}
