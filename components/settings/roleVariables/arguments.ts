// The checks of the arguments, told in terms of the role's variables.
import type { Problem } from "../problems";
import type { ResolvedArgs } from "../resolved";
import { resolveSettings } from "../resolve";
import { isPlain } from "./scopes";
import { ROLE_VARIABLES, type RoleVariableName } from "./table";

/** The variable that an argument came from: for one path, or for all below it. */
const VARIABLE_OF: readonly (readonly [string, RoleVariableName])[] = Object.entries(ROLE_VARIABLES).map(([name, { becomes }]) => [becomes, name as RoleVariableName] as const);

/** What no variable of the role can answer, so that the arguments beside the variables must: the component asks for it when it is given all. */
const ASKED_OF_THE_USER: readonly string[] = ["bgp-password-mirror-pod"];

/** The arguments' errors; warnings come when the arguments are used. Arguments of which a variable could not be read are not judged by it. */
export function checkArguments(args: object, own: readonly Problem[], hasHosts: boolean): Problem[] {
  const failed = own.filter((problem) => problem.severity === "error").map((problem) => problem.field.split(" ")[0] ?? "");
  const unknown = [
    ...VARIABLE_OF.filter(([, name]) => failed.includes(name)).map(([path]) => path.replace(/^hosts\..*$/, "hosts")),
    ...(hasHosts && "hosts" in args && isPlain(args.hosts) && !failed.some((name) => name.startsWith("ansible_")) ? [] : ["hosts"]),
  ];
  const judged = unknown.includes("hosts") ? { ...args, hosts: undefined } : args;
  return resolveSettings(judged as unknown as ResolvedArgs, { connects: false, unknown })
    .problems.filter(({ id, severity }) => severity === "error" && !ASKED_OF_THE_USER.includes(id))
    .map((problem) => ({ ...problem, field: fieldFor(problem.field, args) }));
}

function fieldFor(path: string, args: object): string {
  const bgp = "mode" in args && args.mode === "bgp";
  const host = /^hosts\.(.+)\.(interface|routerId)$/.exec(path);
  const plain = host ? host[2] ?? "" : path;
  if (plain === "interface") return withHost(bgp ? "kube_vip_bgp_interface" : "kube_vip_interface", host?.[1]);
  if (plain === "routerId") return withHost("kube_vip_bgp_routerid", host?.[1]);
  if (path === "mode") return "kube_vip_deploy_mode";
  if (/^image\.(reference|repository|registry)$/.test(path) && isWholeImage(args)) return "kube_vip_image";
  const exact = VARIABLE_OF.find(([argument]) => path === argument) ?? VARIABLE_OF.find(([argument]) => path.startsWith(`${argument}.`));
  return exact ? exact[1] : path;
}

function isWholeImage(args: object): boolean {
  return "image" in args && typeof args.image === "object" && args.image !== null && "reference" in args.image;
}

function withHost(name: string, key: string | undefined): string {
  return key === undefined ? name : `${name} (host ${key})`;
}
