// Kubernetes' forms of label keys and values, annotations and quantities (k8s.io/apimachinery pkg/util/validation and pkg/api/resource).
import { isDnsSubdomain } from "../words";

const NAME_PART = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const QUANTITY = /^\+?(\d+(?:\.\d*)?|\.\d+)(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d{1,3})?$/;

/** `name` or `prefix.example.org/name`. */
export function isQualifiedName(text: string): boolean {
  const parts = text.split("/");
  const name = parts.at(-1) ?? "";
  return parts.length <= 2 && NAME_PART.test(name) && (parts.length === 1 || isDnsSubdomain(parts[0] ?? ""));
}

/** A label's value: empty, or as a name. */
export function isLabelValue(text: string): boolean {
  return text === "" || NAME_PART.test(text);
}

const SCALES: Readonly<Record<string, number>> = {
  n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60,
};

/** The number that a quantity stands for; undefined when it is none. Resources are never negative, so neither is this. */
export function quantityOf(text: string): number | undefined {
  const match = QUANTITY.exec(text);
  if (!match) return undefined;
  const [, digits = "", suffix = ""] = match;
  const scale = /^[eE]./.test(suffix) ? 10 ** Number(suffix.slice(1)) : (SCALES[suffix] ?? 1);
  return Number(digits) * scale;
}
