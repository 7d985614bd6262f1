// Tells whether a value is plain data, as JSON has it.
import { quote } from "../words";

const DEEPEST = 64;

/** What is not plain data in `value`, as the beginning of a sentence; undefined for plain data. Safe for cycles. */
export function faultOfPlainData(value: unknown, path = "", depth = 0): string | undefined {
  const at = path === "" ? "It" : `${quote(path)}`;
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : `${at} is ${value}`;
  if (typeof value !== "object") return `${at} is ${value === undefined ? "undefined" : `a ${typeof value}`}`;
  if (depth > DEEPEST) return "It is nested too deeply, or holds itself";
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null) return `${at} is an object with behaviour`;
  const children: readonly (readonly [string, unknown])[] = Object.entries(value);
  for (const [key, child] of children) {
    const fault = faultOfPlainData(child, path === "" ? key : `${path}.${key}`, depth + 1);
    if (fault) return fault;
  }
  return undefined;
}
