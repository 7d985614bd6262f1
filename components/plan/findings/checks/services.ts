// Services of type LoadBalancer, where kube-vip is to serve them beside the control plane.
import type { LoadBalancerFacts } from "../../../facts/hostFacts";
import type { ServicesSettings } from "../../../settings/settings";
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { isFresh } from "../holders";
import { hostOfNode } from "../identity";
import { sameAddress } from "../networks";
import { sawAll, type Scene } from "../scene";
import { grouped, hostsText, listed } from "../text";

export const servicesFamily = findingFamily("Services", {
  "service-asks-for-vip": {
    severity: "error",
    title: "A Service asks for the control plane's virtual IP",
    meaning: "Services are elected by a lease of their own, so another host than the VIP's holder would put the same address on its interface, and both would answer for it (kube-vip #665).",
    seen: "kube-vip is to serve Services, and one that it would serve has the VIP in `kube-vip.io/loadbalancerIPs`, `spec.loadBalancerIP` or its status.",
    remedy: "Give the Service another address, and keep the VIP out of the pool that Services get theirs from.",
  },
  "service-has-host-address": {
    severity: "error",
    title: "A Service has the address of a host",
    meaning: "kube-vip takes the addresses that it finds in a Service's status, and would put this one on whichever host is elected: that host then answers for another one's own address (kube-vip #1288).",
    seen: "kube-vip is to serve Services, and one that it would serve has, or asks for, an address of a host or of a control-plane Node, as k3s's servicelb writes it into the status.",
    remedy: "Switch the other load balancer off (k3s: `--disable servicelb`), or set `services.loadBalancerClassOnly`.",
  },
  "services-served-by-others": {
    severity: "warning",
    title: "Others serve the same Services",
    meaning: "Both write addresses into a Service's status and take each other's for what was wanted, so addresses change or answer in two places.",
    seen: "kube-vip is to serve Services. DaemonSets of k3s's servicelb run in kube-system, or a Service that kube-vip would serve bears what MetalLB or a cloud controller writes on those that it serves; kube-vip's own cloud provider is none of these.",
    remedy: "Switch the other one off (k3s: `--disable servicelb`), or set `services.loadBalancerClassOnly` and give kube-vip's Services its class.",
  },
  "services-lease-held-outside": {
    severity: "warning",
    title: "A Node that is none of the hosts holds the lease for Services",
    meaning: "A kube-vip that is not managed here, as that of a DaemonSet, takes part in the election for Services; its settings decide where it is elected.",
    seen: "kube-vip is to serve Services; the lease `services.leaseName` is fresh and names a Node that is none of the hosts, all of which were seen.",
    remedy: "Let one of them serve Services: switch `services` off here or stop the other, or give them different classes and leases.",
  },
  "service-address-twice": {
    severity: "warning",
    title: "Several hosts have a Service's address",
    meaning: "A kube-vip that ended without cleaning up left it, and both hosts answer for it. While the address moves, that is usual for a moment.",
    seen: "kube-vip is to serve Services, and more than one host has an address of the same Service on an interface.",
    remedy: "The Service's annotation `kube-vip.io/vipHost` names the right Node; on the others: `ip address del ADDRESS/32 dev INTERFACE`.",
  },
  "service-without-address": {
    severity: "info",
    title: "A Service waits for an address",
    meaning: "kube-vip announces addresses and gives none: without `kube-vip.io/loadbalancerIPs` or `spec.loadBalancerIP` it waits 30 s for somebody else to name one, and then leaves the Service alone.",
    seen: "kube-vip is to serve Services, and one that it would serve neither asks for an address nor has one.",
    remedy: "Name an address in `kube-vip.io/loadbalancerIPs`, or run kube-vip's cloud provider with a pool of addresses.",
  },
});
const { report } = servicesFamily;

/** kube-vip's own, cmd/kube-vip.go. */
const DEFAULT_CLASS = "kube-vip.io/kube-vip-class";

/** As kube-vip's filter decides (pkg/services/watch_services.go, lbClassFilterLegacy). */
function isServed({ loadBalancerClass = DEFAULT_CLASS, loadBalancerClassOnly }: ServicesSettings, { class: given, ignored }: LoadBalancerFacts): boolean {
  return !ignored && (given === undefined ? !loadBalancerClassOnly : given === loadBalancerClass);
}

export function checkServices(scene: Scene): Finding[] {
  const { services } = scene.settings;
  if (!services.enabled) return [];
  const all = new Map(scene.hosts.flatMap(({ facts }) => facts.cluster?.loadBalancers ?? []).map((one) => [one.service, one]));
  const served = [...all.values()].filter((one) => isServed(services, one));
  return [...checkVip(scene, served), ...checkHostAddresses(scene, served), ...checkOthers(scene, served), ...checkLease(scene), ...checkTwice(scene, served), ...checkWaiting(served)];
}

function addressesOf({ asks, has }: LoadBalancerFacts): readonly string[] {
  return [...new Set([...asks, ...has])];
}

function checkVip({ settings: { vips } }: Scene, served: readonly LoadBalancerFacts[]): Finding[] {
  return served.flatMap((one) => {
    const taken = addressesOf(one).filter((address) => vips.some((vip) => sameAddress(vip, address)));
    return taken.length === 0 ? [] : [report("service-asks-for-vip", [], `The Service ${one.service} asks for ${listed(taken)}, the control plane's virtual IP.`)];
  });
}

function checkHostAddresses({ settings, nodes }: Scene, served: readonly LoadBalancerFacts[]): Finding[] {
  const own = [...Object.values(settings.hosts).map(({ address }) => address), ...nodes.flatMap(({ internalIps }) => internalIps)];
  return served.flatMap((one) => {
    const taken = addressesOf(one).filter((address) => own.some((host) => sameAddress(host, address)));
    return taken.length === 0 ? [] : [report("service-has-host-address", [], `The Service ${one.service} has ${listed(taken)}, which ${taken.length === 1 ? "is an address" : "are addresses"} of the hosts themselves.`)];
  });
}

function checkOthers({ hosts, settings: { services } }: Scene, served: readonly LoadBalancerFacts[]): Finding[] {
  const serviceLb = [...new Set(hosts.flatMap(({ facts }) => facts.cluster?.serviceLbDaemonSets ?? []))];
  const beside = serviceLb.length > 0 && !services.loadBalancerClassOnly ? [report("services-served-by-others", [], `k3s's servicelb serves Services by the ${serviceLb.length === 1 ? "DaemonSet" : "DaemonSets"} ${listed(serviceLb)}.`)] : [];
  const marked = grouped(served.flatMap(({ service, servedBy }) => servedBy.map((by) => ({ service, by }))), ({ by }) => by);
  return [...beside, ...[...marked].map(([by, same]) => report("services-served-by-others", [], `${by.replace(/^a /, "A ")} serves ${same.length === 1 ? "the Service" : "the Services"} ${listed(same.map(({ service }) => service))} too.`))];
}

function checkLease(scene: Scene): Finding[] {
  const leases = scene.hosts.flatMap(({ facts }) => facts.cluster?.servicesLease ?? []);
  const youngest = [...leases].sort((a, b) => a.ageMs - b.ageMs)[0];
  if (!youngest || youngest.holder === "" || !isFresh(youngest) || !sawAll(scene) || hostOfNode(scene, youngest.holder)) return [];
  // a host whose Node's name is not known may be the one
  if (scene.hosts.some(({ settings, facts }) => settings.nodeName === undefined && !facts.kubelet?.nodeName)) return [];
  return [report("services-lease-held-outside", [], `The lease ${scene.settings.services.leaseName} names the Node ${youngest.holder}, which is none of the hosts.`)];
}

function checkTwice({ hosts, settings: { mode } }: Scene, served: readonly LoadBalancerFacts[]): Finding[] {
  // by BGP every host may announce it
  if (mode === "bgp") return [];
  return served.flatMap(({ service, has }) => has.flatMap((address) => {
    const holders = hosts.filter(({ facts }) => (facts.interfaces ?? []).some(({ addresses }) => addresses.some((own) => sameAddress(own.address, address)))).map(({ key }) => key);
    return holders.length < 2 ? [] : [report("service-address-twice", holders, `${address}, of the Service ${service}, is on ${hostsText(holders)}.`)];
  }));
}

function checkWaiting(served: readonly LoadBalancerFacts[]): Finding[] {
  const waiting = served.filter((one) => addressesOf(one).length === 0).map(({ service }) => service);
  return waiting.length === 0 ? [] : [report("service-without-address", [], `${waiting.length === 1 ? "The Service" : "The Services"} ${listed(waiting)} of type LoadBalancer ${waiting.length === 1 ? "has" : "have"} no address.`)];
}
