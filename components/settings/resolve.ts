// Arguments to settings: shape, checks, then every default filled in.
import { checkAll } from "./checks/index";
import { draftOf } from "./draft";
import { bgpPasswordsOf } from "./fill/bgp";
import { fillSettings } from "./fill/settings";
import type { Problem } from "./problems";
import type { ResolvedArgs } from "./resolved";
import type { BgpPasswords, Settings } from "./settings";
import { shapeOf } from "./shape";
import { isOutsideSettings, touches, withoutUnknown } from "./unknown";

export { formatProblems } from "./format";
export type { ResolvedArgs } from "./resolved";

export interface Resolution {
  /** Absent when a problem is an error, or a value that the settings need is not known yet. */
  readonly settings?: Settings;
  /** Passwords of BGP peers by name of their placeholder: `peer`, or the index in `bgp.peers`. */
  readonly passwords: BgpPasswords;
  /** Everything found, all at once. */
  readonly problems: Problem[];
}

export interface ResolveOptions {
  /** Paths of arguments whose value is not known yet (`vip`, `hosts.cp1.address`); in the arguments they are undefined. */
  readonly unknown?: readonly string[];
  /** False where no host is ever connected to (`render`): logins and host keys are then not judged. Default true. */
  readonly connects?: boolean;
}

/** Judges and completes the arguments. Never throws, whatever it is given. */
export function resolveSettings(args: ResolvedArgs, options: ResolveOptions = {}): Resolution {
  const unknown = options.unknown ?? [];
  const shape = shapeOf(args);
  const draft = draftOf(shape.args);
  const problems = [
    ...withoutUnknown(shape.problems, unknown),
    ...withoutUnknown(checkAll(draft, options.connects ?? true), [...unknown, ...shape.leftOut]),
  ];
  const complete = problems.every((problem) => problem.severity !== "error") && unknown.every(isOutsideSettings);
  const settings = complete ? fillSettings(draft, (path) => touches(path, unknown)) : undefined;
  return { ...(settings ? { settings } : {}), passwords: bgpPasswordsOf(shape.args), problems };
}
