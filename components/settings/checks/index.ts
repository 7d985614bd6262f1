// All checks of the settings, and the ids of everything they can say.
import type { Draft } from "../draft";
import type { Problem } from "../problems";
import { shapeFamily } from "../shape";
import { checkHosts, hostsFamily } from "./hosts";
import { checkInterface, interfaceFamily } from "./interface";
import { checkPrefix, prefixFamily } from "./prefix";
import type { Severity } from "./report";
import { checkVip, vipFamily } from "./vip";

const CHECKS: readonly ((draft: Draft) => Problem[])[] = [checkVip, checkPrefix, checkInterface, checkHosts];

/** Every id that `resolveSettings` can report, with its severity. */
export const PROBLEM_IDS: Readonly<Record<string, Severity>> = {
  ...shapeFamily.severities,
  ...vipFamily.severities,
  ...prefixFamily.severities,
  ...interfaceFamily.severities,
  ...hostsFamily.severities,
};

/** Runs all checks that need no host. */
export function checkAll(draft: Draft): Problem[] {
  return CHECKS.flatMap((check) => check(draft));
}
