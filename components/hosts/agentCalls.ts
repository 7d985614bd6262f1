// The commands by which the program calls the agent on a host. They stay short and stable: a changed text is a diff, and an error shows them.
import { DEFAULTS } from "../settings/defaults";
import { STATE_FOLDER } from "../stateFolder";
import { command } from "./quote";

const AGENT = `${STATE_FOLDER}/agent`;

/** Who calls, and as whom. */
export interface Caller {
  /** Login name; any but root calls through `sudo -n`. */
  readonly user: string;
  /** The host's key, for messages. */
  readonly host: string;
  /** Recorded on the host: only the recorded owner's removal takes anything away. */
  readonly owner: string;
}

/** What a host must have, judged before any host is touched and again before its own change. */
export interface Needs {
  readonly manifest: string;
  readonly kubeconfig: string;
  readonly modules: readonly string[];
  readonly adopt: boolean;
  /** The cluster may be still to come, so the kubeconfig may be missing; and `apply` then leaves the host as it is, and pending. */
  readonly bootstrap?: boolean;
}

/** Where crictl or docker are looked for beside PATH, and which of them. */
export interface RuntimeClient {
  readonly programs: string;
  readonly runtime: string;
}

/** Where the VIP is taken over from another program. */
export interface TakingOver {
  /** `keepalived`. */
  readonly takeOver?: string;
}

export interface RemoveOptions extends RuntimeClient {
  readonly removalSeconds: number;
}

/** Consent to settings that hosts must not run mixed: exactly the text that a refusal names, or several such texts joined by `, `. */
export interface Replacement extends RemoveOptions {
  readonly consent: string;
}

/** The image that is to be there before any host's manifest changes. */
export interface ImageNeeds extends RuntimeClient {
  readonly reference: string;
  /** A word of `PullPolicy`, unless a patch of the Pod has another. */
  readonly pullPolicy: string;
  /** Path on the host. */
  readonly archive?: string;
  readonly pullSeconds: number;
}

export interface InstallOptions extends Needs, TakingOver {
  /** Absent: kubelet alone sees to it. */
  readonly image?: ImageNeeds;
  readonly replacement?: Replacement;
  /** Judged where the VIP is taken over: what serves other addresses too is not ended. */
  readonly vips?: readonly string[];
}

export interface ApplyOptions extends Needs, RemoveOptions, TakingOver {
  readonly withinSeconds: number;
  /** Revision of the secrets on the host, when the manifest needs any. */
  readonly secrets?: string;
  /** kube-vip has a login of its own, which `accessCall` put on the host. */
  readonly scoped?: boolean;
  /** A manifest that failed is tried again when this text is another than at its failure. */
  readonly retry?: string;
  /** As `Replacement.consent`. */
  readonly replace?: string;
  /** Why no API server, VIP or Pod is to be waited for, and nothing is to go back. */
  readonly emergency?: string;
}

export interface WitnessOptions extends RuntimeClient, TakingOver {
  readonly kubeconfig: string;
  /** Fresh connections to each VIP. */
  readonly connections: number;
  readonly withinSeconds: number;
  /** Who makes the rule that masquerades connections to other hosts, where that can be seen: kube-vip's iptables below v1.2.2 (facts/kube-vip, section 3). */
  readonly masquerade?: "iptables";
  /** With another text it is asked again, also where nobody looks at the hosts. */
  readonly retry?: string;
  /** The host may be pending, and then has nothing to tell. */
  readonly bootstrap?: boolean;
  /** As `ApplyOptions.emergency`: it tells what it shows, and proves nothing. */
  readonly emergency?: string;
}

type Options = Record<string, string | undefined>;

/** A command line that runs as root whoever logs in. */
export function asRoot(user: string, words: readonly string[]): string {
  return command(user === "root" ? words : ["sudo", "-n", ...words]);
}

/** A verb of the agent and its options; those that are not given are left out, so that a new option changes no call without it. */
export function words(verb: string, options: Options): string[] {
  return [verb, ...Object.entries(options).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [`${name}=${value}`]))];
}

function call(caller: Caller, verb: string, options: Options): string {
  return asRoot(caller.user, [AGENT, ...words(verb, { host: caller.host, ...options })]);
}

/** For deletes: a host without our agent has nothing of ours. */
function callIfThere(caller: Caller, verb: string, options: Options): string {
  return asRoot(caller.user, ["sh", "-c", 'test ! -e "$0" || exec "$0" "$@"', AGENT, ...words(verb, { host: caller.host, ...options })]);
}

function needs(caller: Caller, { manifest, kubeconfig, modules, adopt, bootstrap }: Needs): Options {
  return { owner: caller.owner, manifest, kubeconfig, modules: modules.join(","), adopt: adopt ? "yes" : undefined, bootstrap: bootstrap ? "yes" : undefined };
}

/**
 * Standard input: `packedAgent()`. Standard output: an agent report, which repeats `run`. Fails, leaving nothing, where the host is not ready for kube-vip, and where its image is neither there nor to be had.
 * With a `replacement` that begins from what this host runs, kube-vip is taken down, so that none runs the old settings when the first starts with the new ones.
 */
export function installCall(caller: Caller, options: InstallOptions, run?: string): string {
  const put = 'umask 077; mkdir -p "$0" && base64 -d | gzip -dc >"$0/.agent" && exec sh "$0/.agent" "$@"; rm -f "$0/.agent"; rmdir "$0" 2>/dev/null; exit 1';
  return asRoot(caller.user, ["sh", "-c", put, STATE_FOLDER, ...words("install", { host: caller.host, ...needs(caller, options), run, ...seeingTo(options.image), ...replacing(options.replacement), ...takingOver(options) })]);
}

function seeingTo(image: ImageNeeds | undefined): Options {
  if (image === undefined) return {};
  const { programs, runtime, reference, pullPolicy, archive, pullSeconds } = image;
  return { programs, runtime, image: reference, policy: unlessDefault(pullPolicy, DEFAULTS.pullPolicy), archive, pulling: unlessDefault(pullSeconds, DEFAULTS.pullSeconds) };
}

/** The agent has the same defaults. */
function unlessDefault(value: string | number, standard: string | number): string | undefined {
  return value === standard ? undefined : String(value);
}

/** @param vips where the agent has no manifest to read them from */
export function takingOver({ takeOver, vips = [] }: TakingOver & { readonly vips?: readonly string[] }): Options {
  return takeOver === undefined ? {} : { takeover: takeOver, vips: vips.join(",") };
}

function replacing(replacement: Replacement | undefined): Options {
  if (replacement === undefined) return {};
  const { programs, runtime, removalSeconds, consent } = replacement;
  return { programs, runtime, removal: String(removalSeconds), replace: consent };
}

export function uninstallCall(caller: Caller): string {
  return callIfThere(caller, "uninstall", { owner: caller.owner });
}

/** Standard input: the manifest. Standard output: a host report. */
export function applyCall(caller: Caller, options: ApplyOptions): string {
  return call(caller, "apply", { ...applying(caller, options), emergency: options.emergency });
}

function applying(caller: Caller, options: ApplyOptions): Options {
  return {
    ...needs(caller, options),
    programs: options.programs,
    runtime: options.runtime,
    within: String(options.withinSeconds),
    removal: String(options.removalSeconds),
    secrets: options.secrets,
    access: options.scoped ? "scoped" : undefined,
    retry: options.retry,
    replace: options.replace,
    takeover: options.takeOver,
  };
}

/** Standard input: the manifest. It is put in place for a cluster that is to begin here, with a login that works from the first moment on; nothing is waited for. Where the cluster is there, nothing is done. */
export function prepareCall(caller: Caller, options: Needs & Pick<ApplyOptions, "secrets">): string {
  return call(caller, "prepare", { ...needs(caller, options), secrets: options.secrets });
}

/** As `applyCall`, on a host that was prepared, once its cluster is there: from the login of the beginning to the one that is to last. Nothing is done on any other host. */
export function startCall(caller: Caller, options: ApplyOptions): string {
  return call(caller, "start", applying(caller, options));
}

/** As `removeCall`, of what was prepared and of which no cluster came. */
export function abandonCall(caller: Caller, options: RemoveOptions): string {
  return callIfThere(caller, "abandon", removing(caller, options));
}

export function removeCall(caller: Caller, options: RemoveOptions): string {
  return callIfThere(caller, "remove", removing(caller, options));
}

function removing(caller: Caller, { programs, runtime, removalSeconds }: RemoveOptions): Options {
  return { owner: caller.owner, programs, runtime, removal: String(removalSeconds) };
}

/** Standard input: the manifests' hashes by host, JSON. Standard output: a witness report. */
export function witnessCall(caller: Caller, options: WitnessOptions): string {
  const { kubeconfig, programs, runtime, connections, withinSeconds, masquerade, retry, bootstrap, emergency, takeOver } = options;
  return call(caller, "witness", { kubeconfig, programs, runtime, connections: String(connections), within: String(withinSeconds), masquerade, retry, bootstrap: bootstrap ? "yes" : undefined, emergency, takeover: takeOver });
}

/** How the agent finds the API server of its host by which kube-vip's own login is made. */
export interface ApiServer {
  readonly kubeconfig: string;
  readonly port: number;
  /** `kubernetesAddress` of the settings. */
  readonly server?: string;
}

export interface AccessOptions extends ApiServer, Omit<Needs, "modules"> {
  readonly lifetimeSeconds: number;
  /** `kube-system/plndr-cp-lock`: by reading it the new login is tried. */
  readonly lease: string;
  /** Name of the host's Node, where it is known. */
  readonly node?: string;
  /** As `ApplyOptions.emergency`: where no API server answers, the login that is there stays. */
  readonly emergency?: string;
}

/** Standard input: the rights, as `accessRights` writes them. Standard output: an access report. Nothing that a running kube-vip read at its start changes, unless the cluster's CA did. */
export function accessCall(caller: Caller, options: AccessOptions): string {
  const { lifetimeSeconds, lease, node, emergency } = options;
  return call(caller, "access", { ...needs(caller, { ...options, modules: [] }), ...apiServer(options), lifetime: String(lifetimeSeconds), lease, node, emergency });
}

/** Takes kube-vip's own login away, and its rights in the cluster where that answers; nothing while a kube-vip uses it. */
export function revokeCall(caller: Caller, options: ApiServer): string {
  return callIfThere(caller, "revoke", { owner: caller.owner, kubeconfig: options.kubeconfig, ...apiServer(options) });
}

function apiServer({ port, server }: ApiServer): Options {
  return { port: String(port), server };
}

/** Standard input: a line `name=value` for each secret. Standard output: how often they have changed. */
export function secretsCall(caller: Caller): string {
  return call(caller, "secrets", {});
}

export function forgetCall(caller: Caller): string {
  return callIfThere(caller, "forget", {});
}
