// Compares our Pod for one vector with the generator's, leaf by leaf and in both directions.
import { fillPlaceholders, fromYaml, renderPod, toYaml } from "../../components/manifest";
import { type Leaves, podLeaves } from "./podLeaves";
import { versionFacts } from "../../components/versions";
import { askedSettings, FILLED_IN, VECTOR_HOST } from "./askedSettings";
import { DELIBERATE_DIFFERENCES, type Circumstances, type Difference } from "./deliberateDifferences";
import { readCase } from "./vectorCase";

export interface CaseResult {
  /** What is wrong, a sentence each; none: passed. */
  readonly faults: readonly string[];
  /** Ids of the deliberate differences that this case met. */
  readonly excused: readonly string[];
}

/** Judges one case of a vectors file. Never throws: a malformed case is a failed one. */
export function compareCase(value: unknown): CaseResult {
  try {
    const vector = readCase(value);
    const { settings, passwords } = askedSettings(vector);
    const ours = fillPlaceholders(toYaml(renderPod(settings, VECTOR_HOST)), { ...FILLED_IN, passwords });
    const circumstances = { asked: vector.settings, flags: vector.flags, facts: versionFacts(vector.version), election: settings.leaderElection };
    return judge(differences(podLeaves(vector.pod), podLeaves(fromYaml(ours))), circumstances);
  } catch (error) {
    return { faults: [error instanceof Error ? error.message : String(error)], excused: [] };
  }
}

/** All leaves in which the two Pods differ. */
function differences(generator: Leaves, ours: Leaves): readonly Difference[] {
  return [...new Set([...generator.keys(), ...ours.keys()])]
    .map((path) => ({ path, generator: generator.get(path), ours: ours.get(path) }))
    .filter((difference) => JSON.stringify(difference.generator) !== JSON.stringify(difference.ours));
}

function judge(all: readonly Difference[], circumstances: Circumstances): CaseResult {
  const faults: string[] = [];
  const excused = new Set<string>();
  for (const difference of all) {
    const excuse = DELIBERATE_DIFFERENCES.find((entry) => entry.excuses(difference, circumstances));
    if (excuse) excused.add(excuse.id);
    else faults.push(sentence(difference));
  }
  return { faults, excused: [...excused] };
}

function sentence({ path, generator, ours }: Difference): string {
  const shown = (value: unknown): string => (value === undefined ? "does not have it" : `has ${JSON.stringify(value)}`);
  return `${path}: kube-vip's generator ${shown(generator)}, our manifest ${shown(ours)}.`;
}
