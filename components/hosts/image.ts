// What a host's agent is told of the image that must be there before any manifest changes.
import { renderPod } from "../manifest/renderPod";
import type { Settings } from "../settings/settings";
import type { ImageNeeds } from "./calls/install";

/** That of the Pod, which a patch may have changed. None where kubelet alone sees to it, as on a day on which a registry may be as dead as the cluster. */
export function imageNeedsOf(settings: Settings, hostKey: string): ImageNeeds | undefined {
  const { image, paths, containerRuntime, timeouts } = settings;
  if (!image.beforehand || settings.rollout.emergency !== undefined) return undefined;
  const container = renderPod(settings, hostKey).spec?.containers?.[0];
  return {
    programs: paths.programs,
    runtime: containerRuntime,
    reference: container?.image ?? image.reference,
    pullPolicy: container?.imagePullPolicy ?? image.pullPolicy,
    ...(image.archive === undefined ? {} : { archive: image.archive }),
    pullSeconds: timeouts.pullSeconds,
  };
}
