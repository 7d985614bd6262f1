// What can be said while some values are not known yet.
import type { Problem } from "./problems";

/** Whether `field` is one of `paths` or lies in one of them. */
export function touches(field: string, paths: readonly string[]): boolean {
  return paths.some((path) => field === path || field.startsWith(`${path}.`));
}

/** Leaves out problems that rest on a value which is not known. */
export function withoutUnknown(problems: readonly Problem[], paths: readonly string[]): Problem[] {
  return problems.filter((problem) => ![problem.field, ...(problem.dependsOn ?? [])].some((field) => touches(field, paths)));
}

/** Credentials never enter the settings, and a password is known to exist before it is known itself. */
const OUTSIDE_SETTINGS = /^(ssh(\.|$)|hosts\..+\.ssh(\.|$)|bgp\.(peer|peers\.\d+)\.password$)/;

/** Whether the settings can be told although this path is not known. */
export function isOutsideSettings(path: string): boolean {
  return OUTSIDE_SETTINGS.test(path);
}
