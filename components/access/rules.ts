// What kube-vip does with the API server, as rules of RBAC, and nothing more.
export interface Rule {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly verbs: string[];
  /** Of these objects alone; absent: of all. */
  readonly resourceNames?: string[];
}

const LEASES: Rule = { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["get", "create", "update"] };

/** In the namespace of the leases (client-go, leaderelection). `create` knows no names, so a rule cannot name them. */
export const leaseRules: readonly Rule[] = [LEASES];

/** As `leaseRules`, where the leases' names are known. */
export function namedLeaseRules(names: readonly string[]): readonly Rule[] {
  return [{ ...LEASES, verbs: ["create"] }, { ...LEASES, verbs: ["get", "update"], resourceNames: [...names] }];
}

/** What serving Services takes in all namespaces, since Services are in all (v1.2.1: pkg/services/watch_services.go, services.go, processor.go; pkg/endpoints/providers). */
export const serviceRules: readonly Rule[] = [
  { apiGroups: [""], resources: ["services"], verbs: ["get", "list", "watch", "update"] },
  { apiGroups: [""], resources: ["services/status"], verbs: ["update"] },
  // Endpoints: below v1.0.0, and with `enable_endpoints`
  { apiGroups: [""], resources: ["endpoints"], verbs: ["get", "list", "watch"] },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["get", "list", "watch"] },
];

/** With a lease for each Service, which is in the Service's namespace (v1.2.1: pkg/lease/lease.go, ServiceName), `leaseRules` are needed in all namespaces too. */
export function electionRules({ perServiceElection }: { readonly perServiceElection: boolean }): readonly Rule[] {
  return perServiceElection ? leaseRules : [];
}

/**
 * The Node of its own host, or any where its name is not known: kube-vip reads it where it serves Services (v1.2.1: pkg/cluster/service.go), and labels it (pkg/node/labeler). Where it serves Services,
 * the agent too, which takes off no address that is the Node's own.
 */
export function nodeRule({ labels, node }: { readonly labels: boolean; readonly node?: string }): Rule {
  return { apiGroups: [""], resources: ["nodes"], verbs: labels ? ["get", "patch"] : ["get"], ...(node === undefined ? {} : { resourceNames: [node] }) };
}

/** Load balancing finds its backends by a watch on the control plane's Nodes (facts/kube-vip, section 3). */
export const BACKEND_RULE: Rule = { apiGroups: [""], resources: ["nodes"], verbs: ["list", "watch"] };
