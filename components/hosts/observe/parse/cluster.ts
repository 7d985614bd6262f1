// What the API server tells about the cluster.
import { z } from "zod";
import type { ClusterFacts, KubeProxyFacts, LeaseFacts } from "../../../facts/hostFacts";
import { parse as parseYaml } from "yaml";
import type { HostClock } from "./clock";

const lease = z.object({
  spec: z.object({
    holderIdentity: z.string().nullish(),
    leaseDurationSeconds: z.number().nullish(),
    leaseTransitions: z.number().nullish(),
    renewTime: z.string().nullish(),
  }).optional(),
});

/** @param askedAt seconds since boot when it was answered */
export function parseLease(body: unknown, clock: HostClock, askedAt: number): LeaseFacts {
  const { holderIdentity, leaseDurationSeconds, leaseTransitions, renewTime } = lease.parse(body).spec ?? {};
  const renewed = Date.parse(renewTime ?? "");
  return {
    holder: holderIdentity ?? "",
    ageMs: Number.isNaN(renewed) ? Infinity : Math.round(clock.epochAt(askedAt) * 1000 - renewed),
    durationSeconds: leaseDurationSeconds ?? 0,
    transitions: leaseTransitions ?? 0,
  };
}

const configMap = z.object({ data: z.record(z.string(), z.string()).optional() });
const proxyConfig = z.object({ mode: z.string().nullish(), ipvs: z.object({ strictARP: z.boolean().nullish(), excludeCIDRs: z.array(z.string()).nullish() }).nullish() });

/** kubeadm's `config.conf`; undefined where the ConfigMap holds no configuration. */
export function parseKubeProxy(body: unknown): KubeProxyFacts | undefined {
  const { data = {} } = configMap.parse(body);
  const text = data["config.conf"] ?? data["config.yaml"];
  if (text === undefined) return undefined;
  const { mode, ipvs } = proxyConfig.parse(parseYaml(text));
  return { mode: mode ?? "", strictArp: ipvs?.strictARP ?? false, excludeCidrs: ipvs?.excludeCIDRs ?? [] };
}

export function cidrList(text: string | undefined): string[] {
  return (text ?? "").split(",").map((one) => one.trim()).filter((one) => one !== "");
}

/** Networks of Pods and Services as kubeadm was told; of its ClusterConfiguration only these lines leave the host. */
export function parseKubeadm(text: string): { podCidrs: string[]; serviceCidrs: string[] } {
  const value = (name: string) => cidrList(new RegExp(`^${name}:(.*)$`, "m").exec(text)?.[1]);
  return { podCidrs: value("podSubnet"), serviceCidrs: value("serviceSubnet") };
}

const table = z.object({ columnDefinitions: z.array(z.object({ name: z.string() })), rows: z.array(z.object({ cells: z.array(z.unknown()) })).nullish() });

/** k3s pkg/cloudprovider: a DaemonSet `svclb-SERVICE-UID` for each Service, with this image, also from a registry of one's own. */
function isServiceLb(image: string): boolean {
  return /(^|\/)klipper-lb[:@]/.test(image);
}

export type DaemonSetFacts = Pick<ClusterFacts, "kubeVipDaemonSets" | "serviceLbDaemonSets">;

/** From a table, which has names and images of the containers but not their environment. */
export function parseDaemonSets(body: unknown, runsKubeVip: (image: string) => boolean): DaemonSetFacts {
  const { columnDefinitions, rows } = table.parse(body);
  const column = (name: string) => columnDefinitions.findIndex((one) => one.name === name);
  const [name, images] = [column("Name"), column("Images")];
  const running = (is: (image: string) => boolean) => (rows ?? []).filter(({ cells }) => String(cells[images]).split(",").some(is)).map(({ cells }) => `kube-system/${String(cells[name])}`);
  const serviceLb = running(isServiceLb);
  return { kubeVipDaemonSets: running(runsKubeVip), ...(serviceLb.length > 0 && { serviceLbDaemonSets: serviceLb }) };
}
