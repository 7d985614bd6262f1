// What a kube-vip may do that serves Services, and nothing more.
export interface Rule {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly verbs: string[];
}

const LEASES: Rule = { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["get", "create", "update"] };

export interface Wanted {
  readonly perServiceElection: boolean;
  readonly nodeLabeling: boolean;
}

/** In all namespaces, since Services are in all (v1.2.1: pkg/services/watch_services.go, services.go, processor.go; pkg/endpoints/providers; pkg/node/labeler). */
export function clusterRules({ perServiceElection, nodeLabeling }: Wanted): Rule[] {
  return [
    { apiGroups: [""], resources: ["services"], verbs: ["get", "list", "watch", "update"] },
    { apiGroups: [""], resources: ["services/status"], verbs: ["update"] },
    // Endpoints: below v1.0.0, and with `enable_endpoints`
    { apiGroups: [""], resources: ["endpoints"], verbs: ["get", "list", "watch"] },
    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["get", "list", "watch"] },
    // `get` is for the agent, which takes off no address that is the Node's own
    { apiGroups: [""], resources: ["nodes"], verbs: nodeLabeling ? ["get", "patch"] : ["get"] },
    // a Service's lease is in the Service's namespace (pkg/lease/lease.go, ServiceName)
    ...(perServiceElection ? [LEASES] : []),
  ];
}

/** In the namespace of the leases. `create` knows no names, so a rule cannot name them. */
export const leaseRules: readonly Rule[] = [LEASES];
