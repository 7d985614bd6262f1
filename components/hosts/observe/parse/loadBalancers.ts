// Services of type LoadBalancer, from the lines of the API server's list that the host kept.
import type { LoadBalancerFacts } from "../../../facts/hostFacts";
import { parseAddress } from "../../../settings/addresses";

const LINE = /^ +"([^"]+)"(?:: ("(?:[^"\\]|\\.)*"))?,?$/;
/** Of the cloud provider library's service controller, k8s.io/cloud-provider/service/helpers. */
const CLOUD_FINALIZER = "service.kubernetes.io/load-balancer-cleanup";

type Fields = ReadonlyMap<string, readonly string[]>;

/** Each Service's lines as name and value; a finalizer is a name without value. */
function fieldsOf(lines: readonly string[]): Fields[] {
  const services: Map<string, string[]>[] = [];
  for (const line of lines) {
    if (line === "    {") services.push(new Map());
    const [, name, value] = LINE.exec(line) ?? [];
    const service = services.at(-1);
    if (name !== undefined && service) service.set(name, [...(service.get(name) ?? []), value === undefined ? "" : (JSON.parse(value) as string)]);
  }
  return services;
}

/** As kube-vip writes an address (Go's net.IP), other texts as they are. */
function addresses(text: string): string[] {
  return text.split(",").map((word) => word.trim()).filter((word) => word !== "").map((word) => parseAddress(word)?.text ?? word);
}

/** kube-vip's cloud provider is a cloud controller too, and labels what it gave an address. */
function servers(fields: Fields): string[] {
  const cloud = fields.has(CLOUD_FINALIZER) && fields.get("implementation")?.[0] !== "kube-vip";
  const metallb = [...fields.keys()].some((name) => name.startsWith("metallb"));
  return [...(cloud ? ["a cloud controller"] : []), ...(metallb ? ["MetalLB"] : [])];
}

function loadBalancer(fields: Fields): LoadBalancerFacts {
  const one = (name: string): string | undefined => fields.get(name)?.[0];
  const kind = one("loadBalancerClass");
  const node = one("kube-vip.io/vipHost");
  return {
    service: `${one("namespace") ?? ""}/${one("name") ?? ""}`,
    ...(kind === undefined ? {} : { class: kind }),
    asks: addresses(one("kube-vip.io/loadbalancerIPs") ?? one("loadBalancerIP") ?? ""),
    has: (fields.get("ip") ?? []).flatMap(addresses),
    ...(node ? { node } : {}),
    ignored: one("kube-vip.io/ignore") === "true",
    servedBy: servers(fields),
  };
}

export function parseLoadBalancers(text: string): LoadBalancerFacts[] {
  return fieldsOf(text.split("\n")).map(loadBalancer);
}
