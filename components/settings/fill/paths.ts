// Files and folders on the hosts.
import { DEFAULTS } from "../defaults";
import { distributionPaths } from "../distributions";
import type { Draft } from "../draft";
import type { PathSettings } from "../settings";

/** `/a//b/` becomes `/a/b`, so that equal paths have equal texts. */
export function tidyPath(path: string): string {
  const tidy = path.replace(/\/+/g, "/");
  return tidy.length > 1 ? tidy.replace(/\/$/, "") : tidy;
}

export function fillPaths(draft: Draft): PathSettings {
  const given = draft.args.paths ?? {};
  const defaults = distributionPaths(draft.args.distribution ?? DEFAULTS.distribution, given.kubernetes);
  const manifests = tidyPath(given.manifests ?? defaults.manifests);
  return {
    manifests,
    manifest: `${manifests === "/" ? "" : manifests}/${given.manifestName ?? DEFAULTS.manifestName}`,
    kubeconfig: tidyPath(given.kubeconfig ?? defaults.kubeconfig),
    programs: tidyPath(given.programs ?? defaults.programs),
  };
}
