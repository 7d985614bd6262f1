// Values of role variables as the types that arguments have.
import type { Problem } from "../problems";
import { quote } from "../words";
import { report } from "./problems";
import { type Kind, type RoleVariableName, roleVariable } from "./table";

/** Ansible's words (ansible.module_utils.parsing.convert_bool). */
const BOOLEANS: Readonly<Record<string, boolean>> = {
  y: true, yes: true, on: true, "1": true, true: true, t: true, n: false, no: false, off: false, "0": false, false: false, f: false,
};

export type Value = string | number | boolean;
export type Read = { readonly value: Value } | { readonly problem: Problem };

const EXPECTED: Readonly<Record<Kind, string>> = { text: "a text", boolean: "yes or no", integer: "a whole number", prefix: "a prefix length" };

/** Reads a resolved value as the variable's kind. An empty YAML value (null) is an empty text where that is the default. */
export function readValue(name: RoleVariableName, raw: unknown, field: string): Read {
  const { kind, default: fallback } = roleVariable(name);
  const value = raw === null && fallback === "" ? "" : raw;
  const read = readKind(kind, typeof value === "string" && name !== "kube_vip_bgp_peerpass" ? value.trim() : value);
  if (read !== undefined) return { value: read };
  return { problem: report("role-type", field, `This must be ${EXPECTED[kind]}, and is ${describe(value, name)}.`, remedy(kind, value)) };
}

function readKind(kind: Kind, value: unknown): Value | undefined {
  switch (kind) {
    case "boolean":
      if (typeof value === "boolean") return value;
      return typeof value === "string" || typeof value === "number" ? BOOLEANS[String(value).toLowerCase()] : undefined;
    case "integer":
      if (typeof value === "number") return Number.isInteger(value) ? value : undefined;
      return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
    case "prefix":
      if (typeof value === "number") return Number.isInteger(value) ? String(value) : undefined;
      return typeof value === "string" && /^\/?\d{1,3}(,\/?\d{1,3})?$/.test(value) ? value.replaceAll("/", "") : undefined;
    case "text":
      return typeof value === "string" ? value : undefined;
  }
}

/** A password is never shown, whatever its type. */
function describe(value: unknown, name: RoleVariableName): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  return /pass|peers$/.test(name) ? `a ${typeof value}` : typeof value === "string" ? quote(value) : String(value);
}

function remedy(kind: Kind, value: unknown): string {
  if (kind === "text" && (typeof value === "number" || typeof value === "boolean")) return "Put it into quotes, so that YAML takes it as a text.";
  return `Give ${EXPECTED[kind]}.`;
}
