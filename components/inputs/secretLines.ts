// The secrets that a host fills into its manifest, as lines on the agent's standard input.
import type { KubeVipArgs } from "../settings/args";
import { resolveSettings } from "../settings/resolve";
import type { ResolvedArgs } from "../settings/resolved";
import { quotedText } from "../manifest";

/** Whether any peer was given a password; plain, since it decides which resources exist. */
export function hasSecrets(args: KubeVipArgs): boolean {
  return [args.bgp?.peer, ...(args.bgp?.peers ?? [])].some((peer) => peer?.password !== undefined);
}

/** `bgp-peer=...` and `bgp-0=...`, the values as they stand between the quotes of the manifest. */
export function secretLines(args: ResolvedArgs): string {
  return Object.entries(resolveSettings(args).passwords)
    .map(([name, password]) => `bgp-${name}=${quotedText(password)}\n`)
    .join("");
}
