// Faults of Services that kube-vip is to serve.
import type { LoadBalancerFacts } from "../../../../components/facts/hostFacts";
import type { Case } from "../cases";
import { type AllFacts, type Mutable, VIP } from "../samples";

const ON = { services: { enabled: true } };
const CLASS_ONLY = { services: { enabled: true, loadBalancerClassOnly: true } };
const CLASS = "kube-vip.io/kube-vip-class";

/** One more Service, as every host sees it. */
function also(over: Partial<LoadBalancerFacts>): (hosts: AllFacts) => void {
  const one: LoadBalancerFacts = { service: "default/other", asks: [], has: [], ignored: false, servedBy: [], ...over };
  return (hosts) => Object.values(hosts).forEach(({ cluster }) => cluster!.loadBalancers!.push(structuredClone(one) as Mutable<LoadBalancerFacts>));
}

export const servicesCases: readonly Case[] = [
  { id: "service-asks-for-vip", when: "by annotation", from: "serving", settings: ON, hosts: [], says: `The Service default/other asks for ${VIP}, the control plane's virtual IP.`, facts: also({ asks: ["192.168.1.202", VIP] }) },
  { id: "service-asks-for-vip", when: "it bears kube-vip's class", from: "serving", settings: CLASS_ONLY, hosts: [], says: VIP, facts: also({ asks: [VIP], class: CLASS }) },
  { id: "service-has-host-address", when: "servicelb wrote them", from: "serving", settings: ON, hosts: [], says: "The Service default/other has 192.168.1.12 and 192.168.1.13, which are addresses of the hosts themselves.", facts: also({ has: ["192.168.1.12", "192.168.1.13"] }) },
  { id: "services-served-by-others", when: "k3s's servicelb", from: "serving", settings: ON, hosts: [], says: "k3s's servicelb serves Services by the DaemonSet kube-system/svclb-web-1a2b3c4d.", facts: (hosts) => Object.values(hosts).forEach(({ cluster }) => { cluster!.serviceLbDaemonSets = ["kube-system/svclb-web-1a2b3c4d"]; }) },
  { id: "services-served-by-others", when: "a cloud controller and MetalLB", from: "serving", settings: ON, hosts: [], says: "A cloud controller serves the Service default/other too.", facts: also({ has: ["192.168.1.202"], servedBy: ["a cloud controller", "MetalLB"] }) },
  { id: "services-lease-held-outside", when: "a DaemonSet's kube-vip has it", from: "serving", settings: ON, hosts: [], says: "The lease plndr-svcs-lock names the Node worker1, which is none of the hosts.", facts: (hosts) => Object.values(hosts).forEach(({ cluster }) => { cluster!.servicesLease!.holder = "worker1"; }) },
  {
    id: "service-address-twice", when: "one was killed", from: "serving", settings: ON, hosts: ["cp1", "cp2"], says: "192.168.1.201, of the Service default/web, is on hosts cp1 and cp2.",
    facts: ({ cp1 }) => { cp1.interfaces![1]!.addresses.push({ address: "192.168.1.201", prefixLength: 32, scope: "global", tentative: false, dadFailed: false, deprecated: true }); },
  },
  { id: "service-without-address", when: "nobody gives it one", from: "serving", settings: ON, hosts: [], says: "The Service default/other of type LoadBalancer has no address.", facts: also({}) },
  { id: "kubeconfig-may-not-serve", when: "its user has the control plane's rights alone", from: "serving", settings: ON, hosts: ["cp3"], says: "(O=kubeadm:cluster-admins, CN=kubernetes-admin) may not do what serving Services takes.", facts: ({ cp3 }) => { cp3.kubeconfig!.mayServeServices = false; } },
];

/** Services that are none of kube-vip's business, by the settings that make them so. */
export const othersServices: readonly (readonly [string, Case["settings"], Partial<LoadBalancerFacts>])[] = [
  ["of another class", ON, { class: "example.org/other", asks: [VIP], servedBy: ["MetalLB"] }],
  ["without a class, where only one's own counts", CLASS_ONLY, { asks: [VIP], has: ["192.168.1.11"] }],
  ["that kube-vip is told to ignore", ON, { ignored: true, asks: [VIP] }],
  ["of kube-vip's usual class, where another is given", { services: { enabled: true, loadBalancerClass: "example.org/vip" } }, { class: CLASS, asks: [VIP] }],
];

export { also };
