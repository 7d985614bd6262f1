// Which of kube-vip's settings a change is about: the variables of the running process beside those of the manifest.
import type { Pod } from "../manifest/pod";
import { PLACEHOLDER_PATTERN } from "../manifest/placeholders";
import { variableHistory } from "../versions/variables";

const SHOWN = 4;
/** Characters of a value. */
const LENGTH = 60;

/**
 * Sentences like `vip_leaseduration 5 → 15`, the first four and how many more; none where the running environment is not known. Secrets and what only
 * the host knows are left out.
 */
export function changedVariables(pod: Pod, running: Readonly<Record<string, string>>): string[] {
  if (Object.keys(running).length === 0) return [];
  const wanted = pod.spec.containers[0]?.env ?? [];
  const changed = wanted.flatMap(({ name, value }) => {
    const now = Object.hasOwn(running, name) ? running[name] : undefined;
    if (value === undefined || value.search(PLACEHOLDER_PATTERN) >= 0 || now === "(secret)" || now === value) return [];
    return [now === undefined ? `${name} ${short(value)} is new` : `${name} ${short(now)} → ${short(value)}`];
  });
  const all = [...changed, ...goneFrom(running, wanted.map(({ name }) => name))];
  return all.length > SHOWN ? [...all.slice(0, SHOWN), `${all.length - SHOWN} more`] : all;
}

/** Of kube-vip's own: the runtime and kubelet set others, all of which begin with a capital letter. */
function goneFrom(running: Readonly<Record<string, string>>, wanted: readonly string[]): string[] {
  return Object.keys(running).filter((name) => /^[a-z]/.test(name) && variableHistory(name).length > 0 && !wanted.includes(name)).map((name) => `${name} is no longer set`);
}

/** On one line; a text with anything else in it than printable ASCII is quoted. */
function short(value: string): string {
  const text = /^[!-~]+( [!-~]+)*$/.test(value) ? value : JSON.stringify(value).replace(/[^ -~]/g, "?");
  return text.length > LENGTH ? `${text.slice(0, LENGTH)}...` : text;
}
