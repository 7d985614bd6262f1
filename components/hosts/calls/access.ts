// kube-vip's own login.
import { call, type Caller, callIfThere } from "./caller";
import { type ApiServer, apiServerWords, type Needs, needWords } from "./needs";

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
  return call(caller, "access", { ...needWords(caller, { ...options, modules: [] }), ...apiServerWords(options), lifetime: String(lifetimeSeconds), lease, node, emergency });
}

/** Takes kube-vip's own login away, and its rights in the cluster where that answers; nothing while a kube-vip uses it. */
export function revokeCall(caller: Caller, options: ApiServer): string {
  return callIfThere(caller, "revoke", { owner: caller.owner, kubeconfig: options.kubeconfig, ...apiServerWords(options) });
}
