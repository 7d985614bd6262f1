// Which distributions' kubeconfigs are there.
import type { Answer } from "../answer";

/** Absent in the answer of a script that was not asked for it. */
export function readKubeconfigs(answer: Answer): string[] | undefined {
  return answer.find("kubeconfigs") === undefined ? undefined : answer.lines("kubeconfigs");
}
