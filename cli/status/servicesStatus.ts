// What the status says of Services, where kube-vip is to serve them.
import type { HostFacts, LoadBalancerFacts } from "../../components/facts/hostFacts";
import { sameAddress } from "../../components/plan/findings/networks";
import type { Settings } from "../../components/settings/settings";
import type { ServedStatus, ServicesStatus } from "./clusterStatus";
import { freshest } from "./freshest";

type FactsByHost = Readonly<Record<string, HostFacts>>;

export function servicesStatus({ services }: Settings, facts: FactsByHost): ServicesStatus | undefined {
  if (!services.enabled) return undefined;
  const lease = freshest(services.leaseName, Object.values(facts).map(({ cluster }) => cluster?.servicesLease));
  const lists = Object.values(facts).flatMap(({ cluster }) => (cluster?.loadBalancers ? [cluster.loadBalancers] : []));
  const byName = new Map(lists.flat().filter(({ node }) => node !== undefined).map((one) => [one.service, one]));
  return { ...(lease ? { lease } : {}), ...(lists.length > 0 ? { served: [...byName.values()].map((one) => served(one, facts)) } : {}) };
}

function served({ service, has }: LoadBalancerFacts, facts: FactsByHost): ServedStatus {
  const isOn = ({ interfaces = [] }: HostFacts): boolean => interfaces.some(({ addresses }) => addresses.some(({ address }) => has.some((own) => sameAddress(own, address))));
  return { service, addresses: has, hosts: Object.entries(facts).filter(([, host]) => isOn(host)).map(([key]) => key) };
}
