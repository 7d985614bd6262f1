// The command that reads the facts of one host, and what it must be told.
import { kubeconfigPaths } from "../../settings/distributions";
import type { Settings } from "../../settings/settings";
import { CA_FILE } from "../../stateFolder";
import type { RuntimeClient } from "../calls/needs";
import { modulesOf } from "../modules";
import { command } from "../quote";

export interface ObserveOptions extends RuntimeClient {
  readonly vips: readonly string[];
  /** Port of the VIP; that of the API server without load balancing. */
  readonly vipPort: number;
  readonly apiPort: number;
  /** The API server as kube-vip on the host is told to find it. Absent: the host's own. */
  readonly kubernetesAddress?: string;
  /** What kube-vip asks without credentials before it announces the VIP. Absent: nothing. */
  readonly gate?: string;
  /** The CA for that, a file on the host. Absent: that of the kubeconfig. */
  readonly gateCa?: string;
  /** Whose listeners are wanted. */
  readonly ports: readonly number[];
  readonly modules: readonly string[];
  /** Where the manifest of this component belongs. */
  readonly manifest: string;
  /** kubelet's static Pod folder. */
  readonly manifests: string;
  readonly kubeconfig: string;
  /** Where distributions keep theirs. */
  readonly kubeconfigs: readonly string[];
  /** Absent: found by the network that holds the VIP. */
  readonly interface?: string;
  readonly leaseName: string;
  readonly leaseNamespace: string;
  /** `yes`: Services of type LoadBalancer are looked at. */
  readonly services?: "yes";
  /** Name of the lease by which the holder of all Services' addresses is elected. Absent where each Service has a lease of its own, or none. */
  readonly servicesLease?: string;
  /** Of kube-vip's image, without tag: `ghcr.io/kube-vip/kube-vip`. */
  readonly repository: string;
  /** sha256 of the manifest that is wanted there: where it is recorded already, what counts before a change alone is not asked for. Absent: everything is. */
  readonly wanted?: string;
  /** `no`: the API server's metrics, which take a third of the whole look, are not asked for. Default: they are. */
  readonly metrics?: "no";
  /** Where no rollout is at work, and the wanted manifest is recorded or `known` is right, only what tells whether the host is as it was left is read: `HostFacts.brief`. Default: everything is. */
  readonly brief?: "yes";
  /** The host's boot id at an earlier look that may serve. */
  readonly known?: string;
}

type Texts = Readonly<Record<string, string | number | undefined>>;

function words(options: Texts): string[] {
  return Object.entries(options).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [`${name}=${value}`]));
}

/** Reading as another user goes through sudo where that needs no password; without it, what everybody may see is read. */
const AS_ROOT_IF_ALLOWED = 'if sudo -n true 2>/dev/null; then exec sudo -n sh -s -- "$@"; fi; exec sh -s -- "$@"';

/** Standard input: the script. Standard output: for `parseFacts`. Nothing is changed on the host. */
export function observeCall(user: string, options: ObserveOptions): string {
  const { vips, ports, modules, kubeconfigs, ...texts } = options;
  const given = words({ vips: vips.join(","), ports: ports.join(","), modules: modules.join(","), kubeconfigs: kubeconfigs.join(","), ...texts });
  return command(user === "root" ? ["sh", "-s", "--", ...given] : ["sh", "-c", AS_ROOT_IF_ALLOWED, "sh", ...given]);
}

function portOf(address: string): number[] {
  const port = /:(\d+)$/.exec(address)?.[1];
  return port === undefined ? [] : [Number(port)];
}

function neededPorts(settings: Settings): number[] {
  const { port, loadBalancer, metrics, healthCheckPort } = settings;
  return [...new Set([port, loadBalancer.port, ...(metrics.enabled ? portOf(metrics.address) : []), ...(healthCheckPort === undefined ? [] : [healthCheckPort])])];
}

/** An image reference without tag and digest; a colon before the last slash belongs to the registry's port. */
function repositoryOf(reference: string): string {
  return reference.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
}

/** The agent keeps its file of the CA equal to the kubeconfig, so that is what counts. */
function gateOptions({ bgp }: Settings): Pick<ObserveOptions, "gate" | "gateCa"> {
  const { address, caFile } = bgp?.healthCheck ?? {};
  return { gate: address, gateCa: caFile === CA_FILE ? undefined : caFile };
}

function servicesOptions({ mode, services }: Settings): Pick<ObserveOptions, "services" | "servicesLease"> {
  if (!services.enabled) return {};
  return { services: "yes", ...(mode === "arp" && !services.perServiceElection ? { servicesLease: services.leaseName } : {}) };
}

/** What is to be read on host `key` for these settings. */
export function observeOptions(settings: Settings, key: string): ObserveOptions {
  const { paths, leaderElection, loadBalancer } = settings;
  return {
    vips: settings.vips,
    vipPort: loadBalancer.port,
    apiPort: settings.port,
    kubernetesAddress: settings.kubernetesAddress,
    ...gateOptions(settings),
    ports: neededPorts(settings),
    modules: modulesOf(settings),
    manifest: paths.manifest,
    manifests: paths.manifests,
    kubeconfig: paths.kubeconfig,
    kubeconfigs: kubeconfigPaths(),
    programs: paths.programs,
    runtime: settings.containerRuntime,
    interface: settings.hosts[key]?.interface,
    leaseName: leaderElection.leaseName,
    leaseNamespace: leaderElection.namespace,
    ...servicesOptions(settings),
    repository: repositoryOf(settings.image.reference),
  };
}
