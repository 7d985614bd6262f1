// What users add to the Pod, and the steps' timeouts.
import { DEFAULTS } from "../defaults";
import type { Draft } from "../draft";
import type { PodSettings, Settings } from "../settings";

export function fillPod(draft: Draft): PodSettings {
  const pod = draft.args.pod ?? {};
  const priorityClassName = pod.priorityClassName ?? DEFAULTS.priorityClassName;
  return {
    labels: texts(pod.labels),
    annotations: texts(pod.annotations),
    requests: texts(pod.requests),
    limits: texts(pod.limits),
    ...(priorityClassName === "" ? {} : { priorityClassName }),
    environment: texts(pod.environment),
    ...(pod.patch === undefined ? {} : { patch: pod.patch }),
  };
}

/** A copy sorted by name: the order in which a program happened to build a map must not restart anything. */
export function texts(map: Readonly<Record<string, string | undefined>> | undefined): Readonly<Record<string, string>> {
  const pairs = Object.entries(map ?? {}).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function fillTimeouts(draft: Draft): Settings["timeouts"] {
  const given = draft.args.timeouts ?? {};
  return {
    applySeconds: given.applySeconds ?? DEFAULTS.applySeconds,
    proofSeconds: given.proofSeconds ?? DEFAULTS.proofSeconds,
    observeSeconds: given.observeSeconds ?? DEFAULTS.observeSeconds,
    removeSeconds: given.removeSeconds ?? DEFAULTS.removeSeconds,
    pullSeconds: given.pullSeconds ?? DEFAULTS.pullSeconds,
  };
}
