// The agent itself: put on a host, which it then judges, and taken away.
import { DEFAULTS } from "../../settings/defaults";
import { STATE_FOLDER } from "../../stateFolder";
import { asRoot, type Caller, callIfThere, type Options, words } from "./caller";
import { type Needs, needWords, type RemoveOptions, removeWords, type RuntimeClient, type TakingOver, takingOverWords } from "./needs";

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

/**
 * Standard input: `packedAgent()`. Standard output: an agent report, which repeats `run`. Fails, leaving nothing, where the host is not ready for kube-vip, and where its image is neither there nor to be had.
 * With a `replacement` that begins from what this host runs, kube-vip is taken down, so that none runs the old settings when the first starts with the new ones.
 */
export function installCall(caller: Caller, options: InstallOptions, run?: string): string {
  const put = 'umask 077; f=$0/.agent; mkdir -p "$0" && base64 -d | gzip -dc >"$f" && exec sh "$f" "$@"; rm -f "$f"; rmdir "$0" 2>&-; exit 1';
  return asRoot(caller.user, ["sh", "-c", put, STATE_FOLDER, ...words("install", { host: caller.host, ...needWords(caller, options), run, ...seeingTo(options.image), ...replacing(options.replacement), ...takingOverWords(options) })]);
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

function replacing(replacement: Replacement | undefined): Options {
  return replacement === undefined ? {} : { ...removeWords(replacement), replace: replacement.consent };
}

export function uninstallCall(caller: Caller): string {
  return callIfThere(caller, "uninstall", { owner: caller.owner });
}
