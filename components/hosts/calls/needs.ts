// What several calls tell the agent alike.
import type { Caller, Options } from "./caller";

/** What a host must have, judged before any host is touched and again before its own change. */
export interface Needs {
  readonly manifest: string;
  readonly kubeconfig: string;
  readonly modules: readonly string[];
  readonly adopt: boolean;
  /** The cluster may be still to come, so the kubeconfig may be missing; and `apply` then leaves the host as it is, and pending. */
  readonly bootstrap?: boolean;
}

export function needWords(caller: Caller, { manifest, kubeconfig, modules, adopt, bootstrap }: Needs): Options {
  return { owner: caller.owner, manifest, kubeconfig, modules: modules.join(","), adopt: adopt ? "yes" : undefined, bootstrap: bootstrap ? "yes" : undefined };
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

/** @param vips where the agent has no manifest to read them from */
export function takingOverWords({ takeOver, vips = [] }: TakingOver & { readonly vips?: readonly string[] }): Options {
  return takeOver === undefined ? {} : { takeover: takeOver, vips: vips.join(",") };
}

export interface RemoveOptions extends RuntimeClient {
  readonly removalSeconds: number;
}

export function removeWords({ programs, runtime, removalSeconds }: RemoveOptions): Options {
  return { programs, runtime, removal: String(removalSeconds) };
}

/** How the agent finds the API server of its host by which kube-vip's own login is made. */
export interface ApiServer {
  readonly kubeconfig: string;
  readonly port: number;
  /** `kubernetesAddress` of the settings. */
  readonly server?: string;
}

export function apiServerWords({ port, server }: ApiServer): Options {
  return { port: String(port), server };
}
