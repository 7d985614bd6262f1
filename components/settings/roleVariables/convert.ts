// Values of role variables as arguments of KubeVip, by the promises of the role's README.
import { versionFacts } from "../../versions/facts";
import { versionSupport } from "../../versions/releases";
import { parseVersion } from "../../versions/version";
import type { Problem } from "../problems";
import type { Incomplete, ResolvedArgs } from "../resolved";
import { parsePeers } from "./peers";
import { report } from "./problems";
import type { Values } from "./scopes";
import type { RoleVariableName } from "./table";

export interface Conversion {
  /** Everything but the hosts. Words and types are judged by the checks, as those of any arguments. */
  readonly args: Incomplete<Omit<ResolvedArgs, "hosts">>;
  readonly problems: readonly Problem[];
}

/** Reads values by name and type. `given`: set by the user, not by the role's defaults. */
export class Reader {
  public constructor(private readonly values: Values["shared"], private readonly givenNames: ReadonlySet<string>) {}

  public text(name: RoleVariableName): string | undefined {
    const value = this.values[name];
    return typeof value === "string" ? value : undefined;
  }

  public number(name: RoleVariableName): number | undefined {
    const value = this.values[name];
    return typeof value === "number" ? value : undefined;
  }

  public flag(name: RoleVariableName): boolean | undefined {
    const value = this.values[name];
    return typeof value === "boolean" ? value : undefined;
  }

  public isGiven(name: RoleVariableName): boolean {
    return this.givenNames.has(name);
  }

  /** The text, when the user gave it. */
  public givenText(name: RoleVariableName): string | undefined {
    return this.isGiven(name) ? this.text(name) : undefined;
  }
}

export function convert(read: Reader): Conversion {
  const mode = read.text("kube_vip_deploy_mode");
  const parts = [convertVip(read), convertMode(read), convertImage(read), convertBgp(read, mode), convertFeatures(read, mode), convertPaths(read)];
  const args = Object.assign({ distribution: "binary" }, ...parts.map((part) => part.args)) as Conversion["args"];
  return { args: withoutUndefined(args), problems: parts.flatMap((part) => part.problems) };
}

interface Part {
  readonly args: object;
  readonly problems: readonly Problem[];
}

function convertVip(read: Reader): Part {
  const vip = read.text("kube_apiserver_lb_addr");
  const enabled = read.flag("enable_kube_vip") ?? true;
  const problems = vip === "127.0.0.1" && enabled
    ? [report("role-vip-default", "kube_apiserver_lb_addr", `The virtual IP is 127.0.0.1${read.isGiven("kube_apiserver_lb_addr") ? "" : ", the role's default"}: every machine's own loopback address, which no other machine could reach.`, "Set it to a free address of the hosts' network.")]
    : [];
  const prefix = convertPrefix(read, vip ?? "");
  return { args: { vip, port: read.number("kube_apiserver_lb_port"), ...prefix.args, enabled: read.flag("enable_kube_vip") }, problems: [...problems, ...prefix.problems] };
}

/** Both variables say one thing; 32 is the role's default and means "this address alone", which is 128 for IPv6. */
function convertPrefix(read: Reader, vip: string): Part {
  const cidr = read.text("kube_vip_cidr");
  const subnet = read.text("kube_vip_subnet");
  if (read.isGiven("kube_vip_cidr") && read.isGiven("kube_vip_subnet") && cidr !== undefined && subnet !== undefined && cidr !== subnet) {
    return { args: {}, problems: [report("role-prefix-differs", "kube_vip_cidr", `kube_vip_cidr says ${cidr} and kube_vip_subnet says ${subnet}.`, "Give one of them, or the same length in both.")] };
  }
  const length = read.isGiven("kube_vip_cidr") || !read.isGiven("kube_vip_subnet") ? cidr : subnet;
  const single = length?.split(",").map((part, index) => (part === "32" && (vip.split(",")[index] ?? "").includes(":") ? "128" : part)).join(",");
  return { args: length === "32" ? {} : { prefixLength: single }, problems: [] };
}

function convertMode(read: Reader): Part {
  const mode = read.text("kube_vip_deploy_mode");
  const bgp = read.flag("kube_vip_bgp_enable");
  const differs = mode !== undefined && bgp !== undefined && read.isGiven("kube_vip_bgp_enable") && bgp !== (mode === "bgp");
  const problems = differs
    ? [report("role-mode-differs", "kube_vip_bgp_enable", `It is ${bgp ? "on" : "off"}, while kube_vip_deploy_mode is ${JSON.stringify(mode)}${read.isGiven("kube_vip_deploy_mode") ? "" : " by default"}, which decides.`, bgp ? "Set kube_vip_deploy_mode to bgp, if BGP is meant." : "Remove it.")]
    : [];
  return { args: { mode, interface: read.text(interfaceVariable(mode)) }, problems };
}

/** The variable that names the interface in a mode. */
export function interfaceVariable(mode: unknown): "kube_vip_interface" | "kube_vip_bgp_interface" {
  return mode === "bgp" ? "kube_vip_bgp_interface" : "kube_vip_interface";
}

/** The role's own image is `registry/project/kube-vip:version`; masquerade takes its variant with iptables from the same place. */
function convertImage(read: Reader): Part {
  const [image, registry, project, ownVersion] = [read.text("kube_vip_image"), read.text("registry"), read.text("registry_project"), read.text("kube_vip_version")];
  const isOwn = image !== undefined && image !== `${registry ?? ""}/${project ?? ""}/kube-vip:${ownVersion ?? ""}`;
  if (isOwn) {
    const tag = /:([^/:@]+)(@.*)?$/.exec(image)?.[1] ?? "";
    if (read.isGiven("kube_vip_version") || versionSupport(tag) !== "supported") return { args: { image: { reference: image, version: ownVersion } }, problems: [] };
    return { args: { image: { reference: image, version: tag } }, problems: [report("role-version-from-image", "kube_vip_image", `The tag of the image, ${tag}, is taken as kube-vip's version.`, "Set kube_vip_version too, to say so.")] };
  }
  const variant = masqueradeNeedsIptables(read, ownVersion) ? "kube-vip-iptables" : "kube-vip";
  return { args: { image: { registry, repository: project === undefined ? undefined : project === "" ? variant : `${project}/${variant}`, version: ownVersion } }, problems: [] };
}

function masqueradeNeedsIptables(read: Reader, text: string | undefined): boolean {
  const version = parseVersion(text ?? "");
  return read.flag("kube_vip_enable_lb") === true && read.text("kube_vip_lb_fwdmethod") === "masquerade" && version !== undefined && versionFacts(version).masqueradeNeedsIptables;
}

function convertBgp(read: Reader, mode: string | undefined): Part {
  const address = read.text("kube_vip_bgp_peeraddress") ?? "";
  const { peers, problems } = parsePeers(read.text("kube_vip_bgp_peers") ?? "");
  if (mode !== "bgp") {
    const field = address === "" ? "kube_vip_bgp_peers" : "kube_vip_bgp_peeraddress";
    return { args: {}, problems: address === "" && peers.length === 0 && problems.length === 0 ? [] : [report("role-bgp-unused", field, "A BGP peer is given, but kube_vip_deploy_mode is not bgp, so it has no effect.", "Set kube_vip_deploy_mode to bgp, or remove it.")] };
  }
  const password = read.text("kube_vip_bgp_peerpass") ?? "";
  const peer = address === "" ? undefined : { address, as: read.number("kube_vip_bgp_peeras"), ...(password === "" ? {} : { password }) };
  return { args: { bgp: { as: read.number("kube_vip_bgp_as"), peer, peers: peers.length === 0 ? undefined : peers } }, problems };
}

/** What is off takes no settings along: the role's defaults for it would only draw warnings. */
function convertFeatures(read: Reader, mode: string | undefined): Part {
  const balanced = read.flag("kube_vip_enable_lb");
  const metrics = read.flag("kube_vip_enable_prometheus");
  const elects = read.flag("kube_vip_leader_election");
  return {
    args: {
      containerRuntime: read.text("container_runtime"),
      leaderElection: {
        enabled: mode === "bgp" || elects === false ? elects : undefined,
        leaseDurationSeconds: read.number("kube_vip_lease_duration"),
        renewDeadlineSeconds: read.number("kube_vip_renew_deadline"),
        retryPeriodSeconds: read.number("kube_vip_retry_period"),
      },
      loadBalancer: { enabled: balanced, forwardingMethod: balanced === false ? undefined : read.text("kube_vip_lb_fwdmethod") },
      metrics: { enabled: metrics, address: metrics === false ? undefined : read.text("kube_vip_prometheus") },
    },
    problems: [],
  };
}

/** Only what the user gave: the distribution `binary` has the role's own paths as its defaults. */
function convertPaths(read: Reader): Part {
  const paths = {
    kubernetes: read.givenText("kube_base_dir"),
    manifests: read.givenText("kube_vip_manifest_path"),
    kubeconfig: read.givenText("kube_vip_kubeconfig_path"),
    programs: read.givenText("base_dir"),
  };
  return { args: Object.values(paths).some((path) => path !== undefined) ? { paths } : {}, problems: [] };
}

/** A copy without fields that are undefined, so that arguments read as a person would write them. */
export function withoutUndefined<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => withoutUndefined(item)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined).map(([key, field]) => [key, withoutUndefined(field as unknown)])) as T;
}
