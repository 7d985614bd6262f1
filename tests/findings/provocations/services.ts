// Services of type LoadBalancer that get in each other's way, in the VIP's, or in that of another load balancer.
import type { Family, Stage } from "./provocation";

const SERVICES = "/api/v1/namespaces/default/services";
const LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
const TWICE = "10.77.0.140";
const NAMES = ["takes-vip", "takes-host", "metal", "waiting", "twice"];
const settings = () => ({ "services.enabled": true, "services.leaseName": "lab-services" });

async function service(stage: Stage, name: string, annotations: Readonly<Record<string, string>>, ip?: string): Promise<void> {
  const spec = { type: "LoadBalancer", allocateLoadBalancerNodePorts: false, ports: [{ port: 80 }] };
  await stage.kube(SERVICES, { apiVersion: "v1", kind: "Service", metadata: { name, annotations }, spec });
  if (ip !== undefined) await stage.kube(`${SERVICES}/${name}/status`, { status: { loadBalancer: { ingress: [{ ip }] } } }, "PATCH");
}

const addressOf = ({ lab }: Stage, host: string) => lab.hosts.find(({ name }) => name === host)?.address ?? "";

export const servicesFamily: Family = {
  title: "Services",
  silentWith: settings,
  provocations: [
    {
      title: "the VIP and a host's address as those of Services, MetalLB beside, an address on two hosts, none at all, and a lease that a worker holds",
      settings,
      prepare: async (stage) => {
        await service(stage, "takes-vip", { "kube-vip.io/loadbalancerIPs": stage.lab.vip });
        await service(stage, "takes-host", {}, addressOf(stage, stage.second));
        await service(stage, "metal", { "metallb.io/ip-allocated-from-pool": "first" }, "10.77.0.141");
        await service(stage, "waiting", {});
        await service(stage, "twice", { "kube-vip.io/vipHost": stage.second }, TWICE);
        const spec = { holderIdentity: "worker1", leaseDurationSeconds: 600, renewTime: new Date().toISOString().replace("Z", "000Z") };
        await stage.kube(LEASES, { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { name: "lab-services" }, spec });
      },
      provoke: () => ({ second: `ip addr add ${TWICE}/32 dev eth0`, third: `ip addr add ${TWICE}/32 dev eth0` }),
      undo: () => ({ second: `ip addr del ${TWICE}/32 dev eth0`, third: `ip addr del ${TWICE}/32 dev eth0` }),
      restore: (stage) => Promise.all([...NAMES.map((name) => `${SERVICES}/${name}`), `${LEASES}/lab-services`].map((path) => stage.kube(path, undefined, "DELETE"))),
      finds: (stage) => ({
        "service-asks-for-vip": [[], `The Service default/takes-vip asks for ${stage.lab.vip}, the control plane's virtual IP.`],
        "service-has-host-address": [[], `The Service default/takes-host has ${addressOf(stage, stage.second)}, which is an address of the hosts themselves.`],
        "services-served-by-others": [[], "MetalLB serves the Service default/metal too."],
        "services-lease-held-outside": [[], "The lease lab-services names the Node worker1, which is none of the hosts."],
        "service-address-twice": [["second", "third"], `${TWICE}, of the Service default/twice, is on hosts `],
        "service-without-address": [[], "The Service default/waiting of type LoadBalancer has no address."],
      }),
    },
  ],
};
