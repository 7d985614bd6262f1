// Kernel modules: what is present, and what the lists of the kernel's modules name.
import type { ModuleState } from "../../../facts/hostFacts";
import type { Answer } from "../answer";

/** `/lib/modules/6.1.0/modules.dep:kernel/net/netfilter/ipvs/ip_vs.ko.xz: ...`: the list, and the module as the kernel names it. */
const LISTED = /\/modules\.(builtin|dep):(?:[^:]*\/)?([^/:]+)\.ko/;

function stateOf(module: string, present: ReadonlySet<string>, listed: ReadonlySet<string>): ModuleState {
  if (listed.has(`builtin ${module}`)) return "builtin";
  if (present.has(`present ${module}`)) return "loaded";
  return listed.has(`dep ${module}`) ? "loadable" : "missing";
}

export function readModules(answer: Answer, wanted: readonly string[]): Readonly<Record<string, ModuleState>> {
  const lines = answer.lines("modules");
  const listed = lines.flatMap((line) => {
    const [, list, file] = LISTED.exec(line) ?? [];
    return file === undefined ? [] : [`${list} ${file.replaceAll("-", "_")}`];
  });
  const present = new Set(lines);
  const names = new Set(listed);
  return Object.fromEntries(wanted.map((module) => [module, stateOf(module, present, names)]));
}
