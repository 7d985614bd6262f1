// Services in the lab's cluster, which has no controllers: whoever makes a Service writes its endpoints too.
import type { Lab } from "../../lab/session";

const NAMESPACE = "/api/v1/namespaces/default/services";
const SLICES = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
/** The API servers themselves answer on it, on every address of their host, so that no kube-proxy is needed. */
export const PORT = 6443;

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The status code and the body of what the API server of a host answers its admin. */
export async function askApi(lab: Lab, path: string, method: Method = "GET", body?: unknown, host = "cp1"): Promise<{ code: number; text: string }> {
  const pki = (name: string) => `${lab.dir}/pki/${name}`;
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const data = body === undefined ? [] : ["-H", `Content-Type: ${type}`, "-d", JSON.stringify(body)];
  const address = lab.hosts.find(({ name }) => name === host)?.address;
  const { stdout } = await lab.inside("curl", ["-sS", "-m", "20", "-X", method, "-w", "\n%{http_code}", "--cacert", pki("ca.crt"), "--cert", pki("admin.crt"), "--key", pki("admin.key"), ...data, `https://${address}:6443${path}`]);
  const at = stdout.lastIndexOf("\n");
  return { code: Number(stdout.slice(at + 1)), text: stdout.slice(0, at) };
}

/** @throws unless it is done */
async function change(lab: Lab, path: string, method: Method, body?: unknown): Promise<void> {
  const { code, text } = await askApi(lab, path, method, body);
  if (code >= 300) throw new Error(`${method} ${path}: ${code} ${text}`);
}

export interface Wanted {
  readonly name: string;
  readonly address: string;
  readonly class?: string;
  /** Asks by `spec.loadBalancerIP`, instead of kube-vip's annotation. */
  readonly bySpec?: boolean;
}

/** A Service whose endpoints are the API servers of all hosts. */
export async function makeService(lab: Lab, { name, address, class: loadBalancerClass, bySpec = false }: Wanted): Promise<void> {
  const ports = [{ name: "https", port: PORT, targetPort: PORT, protocol: "TCP" }];
  await change(lab, NAMESPACE, "POST", {
    apiVersion: "v1", kind: "Service",
    metadata: { name, ...(bySpec ? {} : { annotations: { "kube-vip.io/loadbalancerIPs": address } }) },
    spec: { type: "LoadBalancer", allocateLoadBalancerNodePorts: false, ports, ...(loadBalancerClass === undefined ? {} : { loadBalancerClass }), ...(bySpec ? { loadBalancerIP: address } : {}) },
  });
  await change(lab, SLICES, "POST", {
    apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", addressType: "IPv4", metadata: { name: `${name}-1`, labels: { "kubernetes.io/service-name": name } },
    endpoints: lab.hosts.map((host) => ({ addresses: [host.address], nodeName: host.name, conditions: { ready: true, serving: true, terminating: false } })),
    ports: [{ name: "https", port: PORT, protocol: "TCP" }],
  });
}

export async function removeServices(lab: Lab, ...names: readonly string[]): Promise<void> {
  await Promise.all(names.flatMap((name) => [askApi(lab, `${NAMESPACE}/${name}`, "DELETE"), askApi(lab, `${SLICES}/${name}-1`, "DELETE")]));
}

/** Hosts with the address on an interface. */
export async function holdersOf(lab: Lab, address: string, hosts = lab.hosts.map(({ name }) => name)): Promise<string[]> {
  const held = await Promise.all(hosts.map(async (name) => ((await lab.on(name, `ip -o addr show to ${address}`)).stdout === "" ? [] : [name])));
  return held.flat();
}

/** Whether a fresh connection from a host to the Service answers, with a certificate that is checked. */
export async function answersFrom(lab: Lab, host: string, address: string): Promise<boolean> {
  const { stdout } = await lab.on(host, `curl -s --max-time 3 --cacert /etc/kubernetes/pki/ca.crt -o /dev/null -w '%{http_code}' https://${address}:${PORT}/healthz`, { reject: false });
  return stdout === "200";
}

/** The same from this machine, beside the hosts. */
export async function answersHere(lab: Lab, address: string): Promise<boolean> {
  const { stdout } = await lab.inside("curl", ["-s", "--max-time", "3", "--cacert", `${lab.dir}/pki/ca.crt`, "-o", "/dev/null", "-w", "%{http_code}", `https://${address}:${PORT}/healthz`], { reject: false });
  return stdout === "200";
}

/** What the hosts that are up say of it: addresses, and kube-vip's last words. */
async function toldBy(lab: Lab): Promise<string> {
  const script = "ip -o -4 addr show dev eth0 | awk '{ print $4 }'; tail -n 15 /var/log/pods/kube-system_kube-vip-*/kube-vip/*.log";
  const told = await Promise.all(lab.hosts.map(async ({ name }) => `${name}:\n${(await lab.on(name, script, { reject: false, timeoutMs: 15_000 }).catch(() => ({ stdout: "is off" }))).stdout}`));
  return told.join("\n");
}

/** Seconds until it does. @throws after `limit` seconds */
export async function secondsUntilAnswer(lab: Lab, address: string, limit: number): Promise<number> {
  const start = Date.now();
  while (!(await answersHere(lab, address))) if (Date.now() - start > limit * 1000) throw new Error(`the Service at ${address} did not answer within ${limit} s. ${await toldBy(lab)}`);
  return (Date.now() - start) / 1000;
}
