// Checks of the addresses and ports that kube-vip listens on.
import { parseAddress } from "../addresses";
import { DEFAULTS } from "../defaults";
import type { Draft } from "../draft";
import type { Problem } from "../problems";
import { enumerate, quote } from "../words";
import { problemFamily } from "./report";

export const portsFamily = problemFamily({
  "metrics-off": "warning",
  "metrics-address-form": "error",
  "metrics-address-of-one-host": "error",
  "metrics-address-foreign": "warning",
  "port-collision": "error",
  "port-collision-vip": "warning",
  "port-of-kubernetes": "error",
});
const { report } = portsFamily;

const METRICS = "metrics.address";
const FREE = "Choose a port that nothing on the hosts uses.";

/** Ports of a control-plane host that are taken by default (kubernetes.io, ports and protocols; kubelet's health port). */
const KUBERNETES_PORTS: Readonly<Record<number, string>> = { 22: "SSH", 2379: "etcd", 2380: "etcd", 2381: "etcd's metrics", 10248: "kubelet's health check", 10249: "kube-proxy's metrics", 10250: "kubelet", 10256: "kube-proxy's health check", 10257: "kube-controller-manager", 10259: "kube-scheduler" };

interface Listen {
  /** Undefined for all addresses. */
  readonly host?: string;
  readonly port: number;
}

/** Reads what Go's net.Listen takes: `:port`, `address:port`, `[address]:port`, `localhost:port`. */
export function parseListen(text: string): Listen | undefined {
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  if (!match) return undefined;
  const [, bracketed, plain, digits] = match;
  const port = Number(digits);
  const host = bracketed ?? plain ?? "";
  const family = parseAddress(host)?.family;
  const isHost = bracketed === undefined ? host === "" || host === "localhost" || family === 4 : family === 6;
  if (!isHost || port < 1 || port > 65535) return undefined;
  return host === "" ? { port } : { host, port };
}

export function checkPorts(draft: Draft): Problem[] {
  const { metrics, healthCheckPort } = draft.args;
  if (metrics?.enabled === false) {
    const off = metrics.address === undefined ? [] : [report("metrics-off", METRICS, "Metrics are off, so this has no effect.", "Remove it, or set `metrics.enabled` to true.", ["metrics.enabled"])];
    return [...off, ...checkCollisions(draft, undefined)];
  }
  const text = metrics?.address ?? DEFAULTS.metricsAddress;
  const listen = parseListen(text);
  if (!listen) {
    return [report("metrics-address-form", METRICS, `${quote(text)} is no address to listen on.`, "Write `:2112`, `127.0.0.1:2112` or `[::1]:2112`.", ["metrics.enabled"]), ...checkCollisions(draft, undefined)];
  }
  return [...checkForeign(draft, listen), ...checkCollisions(draft, listen.port), ...checkKubernetesPorts({ [METRICS]: listen.port, healthCheckPort })];
}

function checkForeign(draft: Draft, { host }: Listen): Problem[] {
  const address = parseAddress(host ?? "");
  if (!address || address.addressClass === "loopback" || /^(0\.0\.0\.0|::)$/.test(address.text)) return [];
  const owner = draft.hosts.find((item) => item.address?.text === address.text);
  if (draft.hosts.length === 1 && owner) return [];
  const remedy = "Write `:2112` for all addresses of each host, or `127.0.0.1:2112`.";
  if (owner) {
    return [report("metrics-address-of-one-host", METRICS, `${address.text} belongs to host ${owner.key} alone; on the others kube-vip cannot listen there and up to v0.8.9 ends (kube-vip #711).`, remedy, ["metrics.enabled", "hosts", `${owner.field}.address`])];
  }
  return [report("metrics-address-foreign", METRICS, `${address.text} must be an address of every host, or kube-vip cannot listen there.`, remedy, ["metrics.enabled", ...draft.hosts.map((item) => `${item.field}.address`)])];
}

/** A fixed order of who yields: the field named last is the one to change. */
function checkCollisions(draft: Draft, metricsPort: number | undefined): Problem[] {
  const taken = [["port", draft.port, "the API server"], [METRICS, metricsPort, "metrics"], ["healthCheckPort", draft.args.healthCheckPort, "the health check"]] as const;
  const problems = taken.flatMap(([field, port, what], index) =>
    taken.slice(0, index).filter(([, other]) => port !== undefined && other === port).map(([other, , otherWhat]) =>
      report("port-collision", field, `Port ${port} is to serve ${enumerate([otherWhat, what])}.`, FREE, [other, "metrics.enabled"])));
  if (draft.loadBalancer.port === draft.port) return problems;
  return [...problems, ...taken.slice(1).filter(([, port]) => port === draft.loadBalancer.port).map(([field, port, what]) =>
    report("port-collision-vip", field, `Port ${port} of the virtual IP leads to the API servers, so ${what} cannot be reached by that address.`, FREE, ["port", "loadBalancer.port", "loadBalancer.enabled", "metrics.enabled"]))];
}

function checkKubernetesPorts(ports: Readonly<Record<string, number | undefined>>): Problem[] {
  return Object.entries(ports).flatMap(([field, port]) => {
    const user = port === undefined ? undefined : KUBERNETES_PORTS[port];
    return user === undefined ? [] : [report("port-of-kubernetes", field, `Port ${port} is that of ${user} on a control-plane host.`, FREE, ["metrics.enabled"])];
  });
}
