// Ansible's `{{ var }}` references, the simple ones: a name, nothing else.
import type { Problem } from "../problems";
import { nearest, quote } from "../words";
import { report } from "./problems";
import { isVaulted, vaultProblem } from "./vault";

/** Variables by name; the value of one may refer to others. */
export type Variables = ReadonlyMap<string, unknown>;

export type Resolved = { readonly value: unknown } | { readonly problem: Problem };

const REFERENCE = /\{\{-?\s*([\s\S]*?)\s*-?\}\}/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Reads variables of one host, remembering which others they referred to. */
export class References {
  /** Names that were referred to, so that helpers of the user's own count as known. */
  public readonly used = new Set<string>();

  public constructor(private readonly variables: Variables, private readonly fieldOf: (name: string) => string) {}

  /** The value of a variable with all references replaced. A value that is one reference keeps its type. */
  public resolve(name: string): Resolved {
    return this.value(name, []);
  }

  private value(name: string, path: readonly string[]): Resolved {
    const field = this.fieldOf(path[0] ?? name);
    if (path.includes(name)) {
      return { problem: report("role-reference-cycle", field, `The variables refer to each other in a circle: ${[...path.slice(path.indexOf(name)), name].join(" -> ")}.`, "Give one of them a value.") };
    }
    const value = this.variables.get(name);
    if (isVaulted(value)) return { problem: vaultProblem(path.length === 0 ? field : `${field} (by ${name})`) };
    return typeof value === "string" ? this.text(value, [...path, name]) : { value };
  }

  private text(text: string, path: readonly string[]): Resolved {
    const field = this.fieldOf(path[0] ?? "");
    if (/\{[%#]/.test(text)) return { problem: report("role-expression", field, "The value holds a Jinja statement, which only Ansible can run.", "Write the value itself.") };
    const whole = /^\{\{-?\s*([A-Za-z_][A-Za-z0-9_]*)\s*-?\}\}$/.exec(text.trim());
    if (whole) return this.reference(whole[1] ?? "", path);
    let problem: Problem | undefined;
    const replaced = text.replace(REFERENCE, (_, inner: string) => {
      const found = this.reference(inner, path);
      if ("problem" in found) problem ??= found.problem;
      else return String(found.value ?? "");
      return "";
    });
    if (!problem && /\{\{|\}\}/.test(replaced)) problem = report("role-expression", field, "The value holds an unfinished reference.", "Close it with `}}`.");
    return problem ? { problem } : { value: replaced };
  }

  private reference(inner: string, path: readonly string[]): Resolved {
    const field = this.fieldOf(path[0] ?? "");
    if (!NAME.test(inner)) return { problem: expressionProblem(field, inner) };
    this.used.add(inner);
    if (this.variables.has(inner)) return this.value(inner, path);
    const near = nearest(inner, [...this.variables.keys()]);
    return { problem: report("role-reference-unknown", field, `It refers to ${quote(inner)}, which is not among the variables.`, near === undefined ? "Give that variable too, or write the value itself." : `Did you mean ${near}?`) };
  }
}

function expressionProblem(field: string, inner: string): Problem {
  const filter = /\|\s*([A-Za-z_.]+)/.exec(inner)?.[1];
  const what = filter === undefined ? `the expression ${quote(inner)}` : `the filter ${quote(filter)} in ${quote(inner)}`;
  const remedy = /^ansible_/.test(inner) ? "Ansible's facts are not known here: write the value itself, for one host in its host_vars; an empty router id is the host's own address." : "Write the value itself, or a plain reference `{{ name }}`.";
  return report("role-expression", field, `It uses ${what}, which only Ansible can evaluate.`, remedy);
}
