// Objects in the cluster for Services: what is registered, and pools that would give away what is taken.
import { AddressPool, ServicesAccess } from "../../../components/services";
import { poolData } from "../../../components/services/pool";
import { objectsOf } from "./objects";

describe("rights", () => {
  it("are a ClusterRole for Services and a Role for leases, bound to the user of the kubeconfig", async () => {
    const [clusterRole, clusterBinding, role, binding] = await objectsOf(() => new ServicesAccess("vip", { user: "kube-vip" }));
    expect(clusterRole).toMatchObject({ apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name: "vip-services" } });
    expect(role).toMatchObject({ kind: "Role", metadata: { name: "vip-leases", namespace: "kube-system" }, rules: [{ resources: ["leases"], verbs: ["get", "create", "update"] }] });
    const subjects = [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "kube-vip" }];
    expect(clusterBinding).toMatchObject({ kind: "ClusterRoleBinding", roleRef: { kind: "ClusterRole", name: "vip-services" }, subjects });
    expect(binding).toMatchObject({ kind: "RoleBinding", metadata: { namespace: "kube-system" }, roleRef: { kind: "Role", name: "vip-leases" }, subjects });
  });

  it("reach Secrets, Pods and ConfigMaps by no rule, have no wildcard, and write nothing but Services, leases and labels", async () => {
    const objects = await objectsOf(() => new ServicesAccess("vip", { user: "kube-vip", perServiceElection: true, nodeLabeling: true }));
    const rules = objects.flatMap((object) => (object["rules"] as { resources: string[]; verbs: string[] }[] | undefined) ?? []);
    expect([...new Set(rules.flatMap(({ resources }) => resources))].sort()).toEqual(["endpoints", "endpointslices", "leases", "nodes", "services", "services/status"]);
    expect([...new Set(rules.filter(({ verbs }) => verbs.some((verb) => !["get", "list", "watch"].includes(verb))).flatMap(({ resources }) => resources))].sort()).toEqual(["leases", "nodes", "services", "services/status"]);
    expect(JSON.stringify(rules)).not.toContain("*");
  });

  it("have leases in all namespaces only where each Service has its own", async () => {
    const [clusterRole] = await objectsOf(() => new ServicesAccess("vip", { user: "kube-vip", leaseNamespace: "vips" }));
    expect(JSON.stringify(clusterRole)).not.toContain("leases");
  });
});

describe("a pool of addresses", () => {
  it("is the ConfigMap that kube-vip's cloud provider reads", async () => {
    const args = { global: ["192.168.1.200-192.168.1.220"], namespaces: { shop: ["10.0.0.0/28", "fd00::/124"] }, taken: ["192.168.1.100"] };
    const [configMap] = await objectsOf(() => new AddressPool("pool", args));
    expect(configMap).toEqual({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "kubevip", namespace: "kube-system" }, data: { "range-global": "192.168.1.200-192.168.1.220", "cidr-shop": "10.0.0.0/28,fd00::/124" } });
  });

  it.each([
    [{ global: ["192.168.1.90-192.168.1.110"] }, "global: 192.168.1.90-192.168.1.110 holds 192.168.1.100, which is taken"],
    [{ global: ["192.168.1.100-192.168.1.100"] }, "holds 192.168.1.100"],
    [{ shop: ["192.168.1.96/29"] }, "shop: 192.168.1.96/29 holds 192.168.1.100"],
    [{ shop: ["fd00::/64"] }, "shop: fd00::/64 holds fd00:0::100"],
    [{ global: ["192.168.1.200-192.168.1.201", "10.0.0.0/28"] }, "global: it mixes networks and ranges"],
    [{ global: [] }, "global: it names no addresses"],
    [{ global: ["192.168.1.220-192.168.1.200"] }, "is neither a range nor a network"],
    [{ global: ["192.168.1.200"] }, "is neither a range nor a network"],
    [{ global: ["192.168.1.0/33"] }, "is neither a range nor a network"],
    [{ global: ["192.168.1.200-fd00::1"] }, "is neither a range nor a network"],
  ])("%j is refused", (pools, says) => {
    expect(() => poolData(pools as Record<string, string[]>, ["192.168.1.100", "fd00:0::100"])).toThrow(says);
  });

  it("may lie close to what is taken", () => {
    expect(poolData({ global: ["192.168.1.101-192.168.1.110", "192.168.1.90-192.168.1.99"] }, ["192.168.1.100"])).toEqual({ "range-global": "192.168.1.101-192.168.1.110,192.168.1.90-192.168.1.99" });
    expect(poolData({ global: ["192.168.1.104/29", "192.168.1.112/28"] }, ["192.168.1.103", "192.168.1.128"])).toEqual({ "cidr-global": "192.168.1.104/29,192.168.1.112/28" });
  });
});
