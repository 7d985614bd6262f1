// The cluster's facts, each with its own gap: who may read one thing may be refused another.
import type { ClusterFacts } from "../../../facts/hostFacts";
import { type Answer, valuesOf } from "../answer";
import type { ApiAnswers } from "./api";
import type { Asked } from "./asked";
import type { HostClock } from "./clock";
import { cidrList, parseDaemonSets, parseKubeadm, parseKubeProxy, parseLease } from "./cluster";
import type { Gaps } from "./gaps";
import { parseLoadBalancers } from "./loadBalancers";
import { kubeVipImages } from "./images";
import { type Node, nodeFacts, parseNodes, podCidrsOf } from "./nodes";

interface Networks {
  readonly podCidrs?: readonly string[];
  readonly serviceCidrs?: readonly string[];
}

/** kubeadm's own words first, then the arguments of the control plane's processes, then the Nodes. */
function networksOf(answer: Answer, kubeadm: ReturnType<typeof parseKubeadm> | undefined, nodes: readonly Node[] | undefined): Networks {
  const started = valuesOf(answer.lines("arguments"));
  const first = (...lists: (readonly string[])[]) => lists.find((list) => list.length > 0);
  const podCidrs = first(kubeadm?.podCidrs ?? [], cidrList(started["cluster-cidr"]), podCidrsOf(nodes ?? []));
  const serviceCidrs = first(kubeadm?.serviceCidrs ?? [], cidrList(started["service-cluster-ip-range"]));
  return { ...(podCidrs && { podCidrs }), ...(serviceCidrs && { serviceCidrs }) };
}

export interface SeenCluster {
  readonly facts: ClusterFacts;
  /** This host's own. */
  readonly node?: Node;
}

export function readCluster(answer: Answer, asked: Asked, clock: HostClock, api: ApiAnswers, gaps: Gaps): SeenCluster {
  /** Undefined without a gap where the API server says that there is no such thing. */
  const told = <T>(part: string, question: Parameters<ApiAnswers["body"]>[0], parse: (body: unknown) => T): T | undefined =>
    gaps.read(`cluster.${part}`, () => {
      const body = api.body(question);
      return body === undefined ? undefined : parse(body);
    });
  const lease = told("lease", "lease", (body) => parseLease(body, clock, Number(answer.text("asked")) - api.metricsSeconds));
  const nodes = told("controlPlaneNodes", "nodes", parseNodes);
  const kubeProxy = told("kubeProxy", "kube-proxy", parseKubeProxy);
  const kubeadm = gaps.read("cluster.podCidrs", () => {
    const text = api.text("kubeadm");
    return text === undefined ? undefined : parseKubeadm(text);
  });
  const servicesLease = asked.servicesLease ? told("servicesLease", "services-lease", (body) => parseLease(body, clock, Number(answer.text("asked")) - api.metricsSeconds)) : undefined;
  const loadBalancers = asked.services ? gaps.read("cluster.loadBalancers", () => {
    const text = api.text("services");
    return text === undefined ? undefined : parseLoadBalancers(text);
  }) : undefined;
  const daemonSets = told("kubeVipDaemonSets", "daemonsets", (body) => parseDaemonSets(body, kubeVipImages(asked.repository)));
  const node = told("node", "node", (body) => parseNodes({ items: [body] })[0]!);
  const facts = { ...(lease && { lease }), ...(nodes && { controlPlaneNodes: nodes.map(nodeFacts) }), ...(kubeProxy && { kubeProxy }), ...networksOf(answer, kubeadm, nodes), ...daemonSets, ...(loadBalancers && { loadBalancers }), ...(servicesLease && { servicesLease }) };
  return { facts, ...(node && { node }) };
}
