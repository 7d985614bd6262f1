// The image's reference.
import { DEFAULTS } from "../defaults";
import type { Draft } from "../draft";
import type { ImageSettings } from "../settings";
import { tidyPath } from "./paths";

/** Whether masquerade needs the image variant that holds the iptables program. */
export function needsIptablesImage(draft: Draft): boolean {
  return draft.loadBalancer.enabled && draft.loadBalancer.forwardingMethod === "masquerade" && draft.facts?.masqueradeNeedsIptables === true;
}

/** `registry/repository:version`, or the whole reference that the user gave, each with the digest. */
export function fillImage(draft: Draft): ImageSettings {
  const image = draft.args.image ?? {};
  const version = draft.version?.tag ?? DEFAULTS.version;
  const repository = image.repository ?? (needsIptablesImage(draft) ? DEFAULTS.iptablesRepository : DEFAULTS.repository);
  const reference = image.reference ?? `${image.registry ?? DEFAULTS.registry}/${repository}:${version}`;
  return {
    version,
    reference: image.digest === undefined ? reference : `${reference}@${image.digest}`,
    pullPolicy: image.pullPolicy ?? DEFAULTS.pullPolicy,
    beforehand: image.beforehand ?? true,
    ...(image.archive === undefined ? {} : { archive: tidyPath(image.archive) }),
  };
}
