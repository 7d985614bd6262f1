// The rights of kube-vip's own login: what each setting needs, nothing more, and in the form that the agent takes apart.
import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import { accessRights, NODE_PLACEHOLDER } from "../../components/access/rights";
import type { Rule } from "../../components/access/rules";
import type { Settings } from "../../components/settings/settings";
import { settings as anySettings } from "../arbitraries/settings";
import { settingsFrom } from "../facts/healthyCluster";
import { goodArgs } from "../settings/samples";

interface Granted {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly Rule[];
  readonly roleRef?: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly { readonly kind: string; readonly name: string }[];
}

const scoped = (args: object) => settingsFrom({ ...goodArgs(), access: "scoped", ...args });
const objectsOf = (settings: Settings, key = "cp1") => parseAllDocuments(accessRights(settings, key)).map((document) => document.toJS() as Granted);
/** `verb resource[/name]`, sorted, of the rules of that kind. */
const may = (settings: Settings, kind: "Role" | "ClusterRole") => objectsOf(settings).filter((object) => object.kind === kind).flatMap(({ rules = [] }) => rules.flatMap(({ resources, verbs, resourceNames = ["*"] }) => resources.flatMap((resource) => verbs.flatMap((verb) => resourceNames.map((name) => `${verb} ${resource} ${name}`))))).sort();

const LEASE = ["create leases *", "get leases plndr-cp-lock", "update leases plndr-cp-lock"];
const NODE = NODE_PLACEHOLDER;

it.each<[string, object, string[], string[]]>([
  ["the VIP alone", { loadBalancer: { enabled: false } }, LEASE, []],
  ["load balancing", {}, LEASE, ["list nodes *", "watch nodes *"]],
  ["labels on the Node", { nodeLabeling: true, loadBalancer: { enabled: false } }, LEASE, [`get nodes ${NODE}`, `patch nodes ${NODE}`]],
  ["Services", { services: { enabled: true }, loadBalancer: { enabled: false } }, [...LEASE, "get leases plndr-svcs-lock", "update leases plndr-svcs-lock"].sort(),
    ["get endpoints *", "get endpointslices *", `get nodes ${NODE}`, "get services *", "list endpoints *", "list endpointslices *", "list services *", "update services *", "update services/status *", "watch endpoints *", "watch endpointslices *", "watch services *"]],
])("%s: what it needs, and no more", (_what, args, inNamespace, everywhere) => {
  const settings = scoped(args);
  expect(may(settings, "Role")).toEqual(inNamespace);
  expect(may(settings, "ClusterRole")).toEqual(everywhere);
});

it("of a lease for each Service are in all namespaces", () => {
  const settings = scoped({ services: { enabled: true, perServiceElection: true } });
  expect(may(settings, "Role")).toEqual(LEASE);
  expect(may(settings, "ClusterRole")).toEqual(expect.arrayContaining(["create leases *", "get leases *", "update leases *"]));
});

it("belong to the user of this host alone, by its Node's name where that is known", () => {
  const settings = scoped({ hosts: { ...goodArgs().hosts, cp1: { address: "192.168.1.11", nodeName: "node-1" } }, leaderElection: { namespace: "vips" } });
  const names = (key: string) => objectsOf(settings, key).map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name]);
  expect(names("cp1")).toEqual([["Role", "vips", "pulumi-kube-vip:node-1"], ["RoleBinding", "vips", "pulumi-kube-vip:node-1"], ["ClusterRole", undefined, "pulumi-kube-vip:node-1"], ["ClusterRoleBinding", undefined, "pulumi-kube-vip:node-1"]]);
  expect(names("cp2")[0]![2]).toBe(`pulumi-kube-vip:${NODE_PLACEHOLDER}`);
});

it("never reach a Secret, a Pod or anything's rights, and each binding names its own role and user, whatever the settings", () => {
  fc.assert(fc.property(anySettings, (settings) => {
    for (const key of Object.keys(settings.hosts)) {
      const objects = objectsOf(settings, key);
      const resources = new Set(objects.flatMap(({ rules = [] }) => rules.flatMap((rule) => rule.resources)));
      for (const resource of resources) expect(["leases", "nodes", "services", "services/status", "endpoints", "endpointslices"]).toContain(resource);
      for (const { kind, metadata: { name }, roleRef, subjects } of objects.filter((object) => object.roleRef)) {
        expect([roleRef, subjects]).toEqual([expect.objectContaining({ kind: kind.replace("Binding", ""), name }), [expect.objectContaining({ kind: "User", name })]]);
      }
    }
  }));
});

it("are asked for of a host that there is", () => {
  expect(() => accessRights(settingsFrom(), "cp9")).toThrow('no host "cp9"');
});
