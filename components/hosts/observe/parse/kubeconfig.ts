// The kubeconfig: what it is, how it logs in, and what its user may do. Of its text only the server and the public certificate leave the host.
import { z } from "zod";
import type { CertificateFacts, KubeconfigFacts } from "../../../facts/hostFacts";
import type { Answer } from "../answer";
import type { ApiAnswers } from "./api";
import type { Asked } from "./asked";
import { parseCertificate } from "./certificate";
import { readStatus } from "./manifestFiles";

const rule = z.object({ verbs: z.array(z.string()).default([]), apiGroups: z.array(z.string()).default([]), resources: z.array(z.string()).default([]), resourceNames: z.array(z.string()).optional() });
const review = z.object({ status: z.object({ resourceRules: z.array(rule).nullable(), incomplete: z.boolean().optional() }) });

/** What kube-vip's election does with its lease (client-go, leaderelection). */
const LEASE_VERBS = ["get", "create", "update"];

/** What kube-vip does with Services (v1.2.1: pkg/services/watch_services.go, services.go updateStatus; pkg/endpoints/providers/endpointslices.go). */
const SERVICE_NEEDS: readonly Need[] = [
  ...["get", "watch", "update"].map((verb) => ({ group: "", resource: "services", verb })),
  { group: "", resource: "services/status", verb: "update" },
  { group: "discovery.k8s.io", resource: "endpointslices", verb: "watch" },
];

interface Need {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  /** Of the one object that it is about; absent: of all. */
  readonly name?: string;
}

function allows({ verbs, apiGroups, resources, resourceNames }: z.infer<typeof rule>, { group, resource, verb, name }: Need): boolean {
  const names = (list: readonly string[], one: string) => list.includes(one) || list.includes("*");
  // no name is known to the authorizer when something is created
  const named = resourceNames === undefined || resourceNames.length === 0 || (verb !== "create" && name !== undefined && resourceNames.includes(name));
  return named && names(verbs, verb) && names(apiGroups, group) && names(resources, resource);
}

/** Undefined when an authorizer could not list all its rules and those listed do not suffice. */
function mayDo(body: unknown, needs: readonly Need[]): boolean | undefined {
  const { resourceRules, incomplete } = review.parse(body).status;
  if (needs.every((need) => resourceRules?.some((one) => allows(one, need)))) return true;
  return incomplete === true ? undefined : false;
}

/** As `mayDo`, of the rules in the lease's namespace. */
export function mayManageLeases(body: unknown, lease: string): boolean | undefined {
  return mayDo(body, LEASE_VERBS.map((verb) => ({ group: "coordination.k8s.io", resource: "leases", verb, name: lease })));
}

/** As `mayDo`; whoever may not in one namespace may not in all. */
export function mayServeServices(body: unknown): boolean | undefined {
  return mayDo(body, SERVICE_NEEDS);
}

/** Undefined where the host could not take the file apart. */
function loginOf(answer: Answer, text: string, certificate: CertificateFacts | undefined): KubeconfigFacts["login"] {
  const login = /^login=(.*)$/m.exec(text)?.[1];
  if (login === "certificate" || login === "token") return login;
  // without a CA it cannot be used, but holds what it holds
  if (certificate !== undefined) return "certificate";
  return login === "" && /^file$/m.test(text) && !wasRead(answer) ? undefined : "none";
}

/** With these programs, in a folder for temporary files, the host says at least why the file is of no use. */
function wasRead(answer: Answer): boolean {
  return answer.find("why") !== undefined && !answer.lines("missing").includes("awk");
}

/** @param api undefined when the API server could not be asked */
export function readKubeconfig(answer: Answer, asked: Asked, api: ApiAnswers | undefined): KubeconfigFacts {
  const text = answer.text("kubeconfig");
  const kind = /^(file|folder|missing)$/m.exec(text)?.[1] as KubeconfigFacts["kind"] | undefined;
  const status = readStatus(answer).get(asked.kubeconfig);
  const certificate = parseCertificate(text);
  const login = loginOf(answer, text, certificate);
  const rules = api?.has("rules") ? api.body("rules") : undefined;
  const may = rules === undefined ? undefined : mayManageLeases(rules, asked.leaseName);
  const mayServe = rules === undefined || !asked.services ? undefined : mayServeServices(rules);
  return {
    path: asked.kubeconfig,
    kind: kind ?? "missing",
    mode: status?.mode ?? "",
    owner: status?.owner ?? "",
    modified: status?.modified ?? 0,
    ...(login === undefined ? {} : { login }),
    ...(certificate === undefined ? {} : { certificate }),
    server: /^ *(?:- )?server: *["']?([^"'\s]*)/m.exec(text)?.[1] ?? "",
    ...(may === undefined ? {} : { mayManageLeases: may }),
    ...(mayServe === undefined ? {} : { mayServeServices: mayServe }),
  };
}
