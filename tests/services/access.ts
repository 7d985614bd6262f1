// A kube-vip whose kubeconfig has the rights of `ServicesAccess` alone: made in the cluster for real, and on the hosts as a kubeconfig of its own.
import { AddressPool, ServicesAccess } from "../../components/services";
import type { Lab } from "../../lab/session";
import { type KubernetesObject, objectsOf } from "../component/services/objects";
import { sign } from "../findings/provocations/sign";
import { askApi } from "./cluster";

export const KUBECONFIG = "/etc/kubernetes/kube-vip.conf";
const USER = "kube-vip";
const PLURALS: Readonly<Record<string, string>> = { ClusterRole: "clusterroles", ClusterRoleBinding: "clusterrolebindings", Role: "roles", RoleBinding: "rolebindings", ConfigMap: "configmaps" };

function pathOf({ apiVersion, kind, metadata: { namespace } }: KubernetesObject): string {
  const group = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
  return `${group}/${namespace === undefined ? "" : `namespaces/${namespace}/`}${PLURALS[kind] ?? kind}`;
}

async function objects(): Promise<KubernetesObject[]> {
  const access = await objectsOf(() => new ServicesAccess("lab", { user: USER }));
  return [...access, ...(await objectsOf(() => new AddressPool("lab", { global: ["10.77.0.150-10.77.0.160"], taken: ["10.77.0.100"] })))];
}

/** What the API server says of each object, without making it; unknown fields are errors. */
export async function dryRuns(lab: Lab): Promise<Record<string, number>> {
  const answers = (await objects()).map(async (object) => [object.kind, (await askApi(lab, `${pathOf(object)}?dryRun=All&fieldValidation=Strict`, "POST", object)).code] as const);
  return Object.fromEntries(await Promise.all(answers));
}

export async function grant(lab: Lab): Promise<void> {
  for (const object of await objects()) {
    const { code, text } = await askApi(lab, pathOf(object), "POST", object);
    if (code !== 201 && code !== 409) throw new Error(`${object.kind}: ${code} ${text}`);
  }
  const { kubeconfig } = await sign(lab, { name: USER, subject: `/CN=${USER}`, daysLeft: 300 });
  await Promise.all(lab.hosts.map(({ name }) => lab.on(name, `umask 077; cat >${KUBECONFIG} <<'END'\n${kubeconfig}\nEND`)));
}

export async function withdraw(lab: Lab): Promise<void> {
  await Promise.all((await objects()).map((object) => askApi(lab, `${pathOf(object)}/${object.metadata.name}`, "DELETE")));
}

/** Whether the cluster lets the user do it. */
export async function may(lab: Lab, verb: string, resource: string, group = "", namespace?: string): Promise<boolean> {
  const spec = { user: USER, resourceAttributes: { verb, resource, group, ...(namespace === undefined ? {} : { namespace }) } };
  const { text } = await askApi(lab, "/apis/authorization.k8s.io/v1/subjectaccessreviews", "POST", { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview", spec });
  return (JSON.parse(text) as { status: { allowed: boolean } }).status.allowed;
}
