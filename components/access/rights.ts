// What kube-vip of a host may do when it has a login of its own: the objects of RBAC, which the agent applies to the cluster.
import { Document } from "yaml";
import type { Settings } from "../settings/settings";
import { BACKEND_RULE, electionRules, namedLeaseRules, nodeRule, type Rule, serviceRules } from "./rules";

/** Stands for the name of the host's Node where the settings do not know it; the agent does. */
export const NODE_PLACEHOLDER = "@kube-vip:node@";

const GROUP = "rbac.authorization.k8s.io";

/** Of the user, and of all objects that give it rights: one for each host, so that one host's rights can be taken away alone. */
function accessName(node: string): string {
  return `pulumi-kube-vip:${node}`;
}

function leaseNames({ leaderElection, services, mode }: Settings): string[] {
  return [leaderElection.leaseName, ...(services.enabled && mode === "arp" && !services.perServiceElection ? [services.leaseName] : [])];
}

/** Nodes are not in a namespace, and Services in all. */
function clusterRules({ loadBalancer, nodeLabeling, services }: Settings, node: string): readonly Rule[] {
  return [
    ...(loadBalancer.enabled ? [BACKEND_RULE] : []),
    ...(nodeLabeling || services.enabled ? [nodeRule({ labels: nodeLabeling, node })] : []),
    ...(services.enabled ? [...serviceRules, ...electionRules(services)] : []),
  ];
}

/**
 * A Role and, where these settings need rights beyond the leases, a ClusterRole, each with its binding: YAML documents in canonical form, which the agent's awk takes apart (hosts/agent/access.sh): the
 * kind at the margin, and name and namespace as the first keys of `metadata`. Pure. Throws when `hostKey` is no host of the settings.
 */
export function accessRights(settings: Settings, hostKey: string): string {
  const host = settings.hosts[hostKey];
  if (host === undefined) throw new Error(`There is no host "${hostKey}" in the settings.`);
  const node = host.nodeName ?? NODE_PLACEHOLDER;
  const { namespace } = settings.leaderElection;
  const wide = clusterRules(settings, node);
  const objects = [...granted(node, "Role", namedLeaseRules(leaseNames(settings)), namespace), ...(wide.length > 0 ? granted(node, "ClusterRole", wide) : [])];
  return objects.map(toText).join("---\n");
}

function granted(node: string, kind: "Role" | "ClusterRole", rules: readonly Rule[], namespace?: string): object[] {
  const name = accessName(node);
  const common = (of: string) => ({ apiVersion: `${GROUP}/v1`, kind: of, metadata: { name, ...(namespace === undefined ? {} : { namespace }), labels: { "app.kubernetes.io/managed-by": "pulumi-kube-vip" } } });
  return [
    { ...common(kind), rules },
    { ...common(`${kind}Binding`), roleRef: { apiGroup: GROUP, kind, name }, subjects: [{ kind: "User", apiGroup: GROUP, name }] },
  ];
}

function toText(object: object): string {
  return new Document(object, { aliasDuplicateObjects: false }).toString({ lineWidth: 0 });
}
