// The manifest: put in place, also before the cluster begins, and removed.
import { call, type Caller, callIfThere, type Options } from "./caller";
import { type Needs, needWords, type RemoveOptions, removeWords, type TakingOver } from "./needs";

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

/** Standard input: the manifest. Standard output: a host report. */
export function applyCall(caller: Caller, options: ApplyOptions): string {
  return call(caller, "apply", { ...applying(caller, options), emergency: options.emergency });
}

function applying(caller: Caller, options: ApplyOptions): Options {
  return {
    ...needWords(caller, options),
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
  return call(caller, "prepare", { ...needWords(caller, options), secrets: options.secrets });
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

function removing(caller: Caller, options: RemoveOptions): Options {
  return { owner: caller.owner, ...removeWords(options) };
}
