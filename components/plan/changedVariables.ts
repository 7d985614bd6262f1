// Which of kube-vip's settings a change is about: the variables of the running process beside those of the manifest.
import type { Pod } from "../manifest/pod";
import { PLACEHOLDER_PATTERN } from "../manifest/placeholders";

const SHOWN = 4;

/** Sentences like `vip_leaseduration 5 → 15`, the first four and how many more. Secrets and what only the host knows are left out. */
export function changedVariables(pod: Pod, running: Readonly<Record<string, string>>): string[] {
  const wanted = pod.spec.containers[0]?.env ?? [];
  const changed = wanted.flatMap(({ name, value }) => {
    const now = running[name];
    if (value === undefined || value.search(PLACEHOLDER_PATTERN) >= 0 || now === "(secret)" || now === value) return [];
    return [now === undefined ? `${name} ${value} is new` : `${name} ${now} → ${value}`];
  });
  return changed.length > SHOWN ? [...changed.slice(0, SHOWN), `${changed.length - SHOWN} more`] : changed;
}
