// Who listens on the ports that kube-vip and the VIP need.
import type { ListenerFacts } from "../../../facts/hostFacts";
import { parseListen } from "../../../settings/checks/ports";
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { sameAddress } from "../networks";
import type { Scene, SeenHost } from "../scene";
import { grouped, hostsText, keysOf } from "../text";

export const portsFamily = findingFamily("Ports", {
  "metrics-port-taken": {
    severity: "error",
    title: "Something else listens on the metrics port",
    meaning: "Up to v0.8.9 kube-vip ends when it cannot listen there (kube-vip #269); later it runs without metrics, and the proof that asks for them fails.",
    seen: "A process other than kube-vip listens on the port of `metrics.address`, on the same address or on all.",
    remedy: "Set `metrics.address` to a free port, or `metrics.enabled` to false.",
  },
  "health-port-taken": {
    severity: "error",
    title: "Something else listens on kube-vip's health-check port",
    meaning: "kube-vip ends or does not answer there.",
    seen: "A process other than kube-vip listens on `healthCheckPort`.",
    remedy: "Set `healthCheckPort` to a free port.",
  },
  "vip-port-taken": {
    severity: "warning",
    title: "Something other than the API server listens on the VIP's port",
    meaning: "Where the host holds the VIP, that program gets the VIP's connections (haproxy, nginx), unless kube-vip's load balancing takes them first.",
    seen: "A process that is no API server listens on all addresses, or on the VIP, at the VIP's port or the API servers' port.",
    remedy: "Stop it, or let it listen on an address of its own; give the API servers' real port as `port`.",
  },
});
const { report } = portsFamily;

/** Process names under which Kubernetes' API server runs. */
const API_SERVERS = /^(kube-apiserver|hyperkube|k3s(-server)?|rke2|k0s|microk8s|kubelite)/;

export function checkPorts({ settings, hosts }: Scene): Finding[] {
  const { metrics, healthCheckPort, vips, port, loadBalancer } = settings;
  const listen = metrics.enabled ? parseListen(metrics.address) : undefined;
  return [
    ...(listen ? taken(hosts, "metrics-port-taken", listen.port, (listener) => clashes(listener, listen.host)) : []),
    ...(healthCheckPort === undefined ? [] : taken(hosts, "health-port-taken", healthCheckPort, () => true)),
    ...[...new Set([port, loadBalancer.port])].flatMap((number) =>
      taken(hosts, "vip-port-taken", number, ({ address, process }) => !API_SERVERS.test(process) && (isEvery(address) || vips.some((vip) => sameAddress(vip, address))))),
  ];
}

function taken(hosts: readonly SeenHost[], id: Parameters<typeof report>[0], port: number, isOne: (listener: ListenerFacts) => boolean): Finding[] {
  const found = hosts.flatMap(({ key, facts }) => (facts.listeners ?? []).filter((listener) => listener.port === port && isForeign(listener) && isOne(listener)).map((listener) => ({ key, listener })));
  return [...grouped(found, ({ listener }) => listener.process)].map(([process, same]) => {
    const keys = [...new Set(keysOf(same))];
    const addresses = [...new Set(same.map(({ listener }) => listener.address))];
    return report(id, keys, `On ${hostsText(keys)} ${process} listens on port ${port}${addresses.length === 1 ? ` of ${isEvery(addresses[0] ?? "") ? "all addresses" : addresses[0]}` : ""}.`);
  });
}

/** Who is not known is not accused. */
function isForeign({ process }: ListenerFacts): boolean {
  return process !== "" && process !== "kube-vip";
}

function isEvery(address: string): boolean {
  return ["*", "0.0.0.0", "::", "[::]", ""].includes(address);
}

function clashes({ address }: ListenerFacts, host: string | undefined): boolean {
  if (host === undefined || isEvery(host) || isEvery(address)) return true;
  return sameAddress(address, host === "localhost" ? "127.0.0.1" : host);
}
