// All families of findings: what is checked, and every id that can be reported.
import { checkObservation, observationFamily } from "./checks/observation";
import type { FindingFamily, FindingKind } from "./family";
import type { Check } from "./scene";

/** In the order of docs/findings.md. */
export const FAMILIES: readonly Pick<FindingFamily, "title" | "kinds">[] = [observationFamily];

export const CHECKS: readonly Check[] = [checkObservation];

/** Every id that `findings` can report. */
export const CATALOGUE: Readonly<Record<string, FindingKind>> = Object.assign({}, ...FAMILIES.map(({ kinds }) => kinds)) as Record<string, FindingKind>;

export const FINDING_IDS: readonly string[] = Object.keys(CATALOGUE);
