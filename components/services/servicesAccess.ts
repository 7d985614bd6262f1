// Rights for a kube-vip that serves Services with a kubeconfig that is not the administrator's.
import * as pulumi from "@pulumi/pulumi";
import { ClusterRole } from "@pulumi/kubernetes/rbac/v1/clusterRole";
import { ClusterRoleBinding } from "@pulumi/kubernetes/rbac/v1/clusterRoleBinding";
import { Role } from "@pulumi/kubernetes/rbac/v1/role";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding";
import { electionRules, leaseRules, nodeRule, serviceRules } from "../access/rules";

export interface ServicesAccessArgs {
  /** Whose rights: the common name of the client certificate in the kubeconfig that `paths.kubeconfig` of `KubeVip` names. */
  user: pulumi.Input<string>;
  /** As `leaderElection.namespace` of `KubeVip`. Default `kube-system`. */
  leaseNamespace?: pulumi.Input<string>;
  /** As `services.perServiceElection` of `KubeVip`: leases in the namespaces of all Services. Default false. */
  perServiceElection?: boolean;
  /** As `nodeLabeling` of `KubeVip`. Default false. */
  nodeLabeling?: boolean;
}

/**
 * ClusterRole, Role and their bindings: Services, their status and endpoints, and leases. Not needed with the administrator's kubeconfig, which may do all. Load balancing of the control plane
 * also takes `list` and `watch` of Nodes.
 */
export class ServicesAccess extends pulumi.ComponentResource {
  constructor(name: string, args: ServicesAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kube-vip:services:ServicesAccess", name, {}, opts);
    const { user, leaseNamespace = "kube-system", perServiceElection = false, nodeLabeling = false } = args;
    const child = { parent: this };
    const apiGroup = "rbac.authorization.k8s.io";
    const subjects = [{ kind: "User", apiGroup, name: user }];
    const services = new ClusterRole(`${name}-services`, { metadata: { name: `${name}-services` }, rules: [...serviceRules, nodeRule({ labels: nodeLabeling }), ...electionRules({ perServiceElection })] }, child);
    new ClusterRoleBinding(`${name}-services`, { metadata: { name: `${name}-services` }, roleRef: { apiGroup, kind: "ClusterRole", name: services.metadata.name }, subjects }, child);
    const leases = new Role(`${name}-leases`, { metadata: { name: `${name}-leases`, namespace: leaseNamespace }, rules: [...leaseRules] }, child);
    new RoleBinding(`${name}-leases`, { metadata: { name: `${name}-leases`, namespace: leaseNamespace }, roleRef: { apiGroup, kind: "Role", name: leases.metadata.name }, subjects }, child);
    this.registerOutputs({});
  }
}
