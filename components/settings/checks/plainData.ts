// Tells whether a value is plain data, as JSON has it.

/** Where a value is no plain data, and what it is. */
export interface Fault {
  /** `spec.replicas`; empty for the value itself. */
  readonly path: string;
  /** `NaN`, `a function`. */
  readonly what: string;
}

const DEEPEST = 64;

/** The first thing in `value` that is not plain data; undefined when there is none. Safe for cycles. */
export function faultOfPlainData(value: unknown, path = "", depth = 0): Fault | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : { path, what: String(value) };
  if (typeof value !== "object") return { path, what: value === undefined ? "undefined" : `a ${typeof value}` };
  if (depth > DEEPEST) return { path: "", what: "nested too deeply, or holds itself" };
  if (!Array.isArray(value) && !isPlainMap(value)) return { path, what: "an object with behaviour" };
  const children: readonly (readonly [string, unknown])[] = Object.entries(value);
  for (const [key, child] of children) {
    const fault = faultOfPlainData(child, path === "" ? key : `${path}.${key}`, depth + 1);
    if (fault) return fault;
  }
  return undefined;
}

/** Made by `{}`, in whatever realm, or without a prototype. */
function isPlainMap(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (Object.getPrototypeOf(prototype) === null && Object.prototype.toString.call(value) === "[object Object]");
}
