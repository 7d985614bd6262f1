// The shape of arguments: what zod finds becomes problems for a person, and what is of the wrong shape is left out so that the rest is still judged.
import type { z } from "zod";
import type { Problem } from "./problems";
import type { IncompleteArgs } from "./resolved";
import { kubeVipArgsSchema } from "./schema";
import { problemFamily } from "./checks/report";
import { enumerate, nearest, quote } from "./words";
import { WORD_ALIASES } from "./wordAliases";

export const shapeFamily = problemFamily({
  "argument-missing": "error",
  "argument-unknown": "error",
  "argument-type": "error",
  "argument-word": "error",
  "number-range": "error",
});
const { report } = shapeFamily;

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

export interface Shape {
  readonly args: IncompleteArgs;
  readonly problems: readonly Problem[];
  /** Paths that were left out; like those of values which are not known yet, nothing can be said about them. */
  readonly leftOut: readonly string[];
}

/** Reads anything as arguments. */
export function shapeOf(input: unknown): Shape {
  const parsed = kubeVipArgsSchema.safeParse(input);
  if (parsed.success) return { args: parsed.data, problems: [], leftOut: [] };
  const found = parsed.error.issues.flatMap((issue) => pathsOf(issue).map((path) => ({ path, problem: problemOf(issue, path, input) })));
  const args = found.reduce<unknown>((value, { path }) => without(value, path), input);
  return {
    args: (typeof args === "object" && args !== null ? args : {}) as IncompleteArgs,
    problems: found.map(({ problem }) => problem),
    leftOut: found.map(({ path }) => fieldOf(path)),
  };
}

/** zod reports all unknown keys of an object as one issue. */
function pathsOf(issue: Issue): readonly Path[] {
  return issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

function fieldOf(path: Path): string {
  return path.map(String).join(".");
}

function problemOf(issue: Issue, path: Path, input: unknown): Problem {
  const field = fieldOf(path) || "(arguments)";
  const value = path.reduce<unknown>((parent, key) => (isObject(parent) ? parent[key as keyof typeof parent] : undefined), input);
  switch (issue.code) {
    case "unrecognized_keys":
      return unknownArgument(field, path);
    case "invalid_value":
      return value === undefined ? missing(field) : wrongWord(field, value, issue.values.map(String));
    case "too_small":
      return report("number-range", field, `${String(value)} is less than ${issue.minimum}.`, `Give at least ${issue.minimum}.`);
    case "too_big":
      return report("number-range", field, `${String(value)} is more than ${issue.maximum}.`, `Give at most ${issue.maximum}.`);
    case "invalid_type":
      if (value === undefined) return missing(field);
      if (issue.expected === "int" && typeof value === "number") return report("number-range", field, `${value} is not a whole number.`, "Give a whole number.");
      return wrongType(field, issue.expected, value);
    default:
      return report("argument-type", field, issue.message, "See the argument's documentation.");
  }
}

function missing(field: string): Problem {
  return report("argument-missing", field, "This argument is required and was not given.", "Set it.");
}

function unknownArgument(field: string, path: Path): Problem {
  const names = namesAt(path.slice(0, -1));
  const near = nearest(String(path.at(-1)), names);
  return report("argument-unknown", field, "There is no such argument.", near ? `Did you mean \`${near}\`?` : `Remove it; known here: ${names.join(", ")}.`);
}

const TYPES: Readonly<Record<string, string>> = { string: "a text", boolean: "true or false", number: "a number", int: "a whole number", object: "a map", record: "a map", array: "a list" };

/** Names types only: the value may be a secret. */
function wrongType(field: string, expected: string, value: unknown): Problem {
  const got = value === null ? "null" : Array.isArray(value) ? "a list" : typeof value === "object" ? "a map" : (TYPES[typeof value] ?? `a ${typeof value}`);
  return report("argument-type", field, `This must be ${TYPES[expected] ?? expected}, and is ${got}.`, `Give ${TYPES[expected] ?? expected}.`);
}

function wrongWord(field: string, value: unknown, words: readonly string[]): Problem {
  const text = typeof value === "string" ? value : undefined;
  const near = text === undefined ? undefined : (WORD_ALIASES[text.toLowerCase().replace(/[^a-z0-9]/g, "")] ?? nearest(text, words));
  const known = enumerate(words.map((word) => `\`${word}\``), "or");
  return report("argument-word", field, `${text === undefined ? `A ${typeof value}` : quote(text)} is none of the words known here.`,
    near !== undefined && words.includes(near) ? `Write \`${near}\`; known are ${known}.` : `Write ${known}.`);
}

/** The names that the schema knows at a path. */
function namesAt(path: Path): readonly string[] {
  let schema: unknown = kubeVipArgsSchema;
  for (const key of path) schema = inner(unwrap(schema), key);
  return Object.keys(shapeOfObject(unwrap(schema)) ?? {});
}

interface SchemaDefinition {
  readonly innerType?: unknown;
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly valueType?: unknown;
  readonly element?: unknown;
}

function definition(schema: unknown): SchemaDefinition {
  return (schema as { def?: SchemaDefinition } | undefined)?.def ?? {};
}

function unwrap(schema: unknown): unknown {
  const { innerType } = definition(schema);
  return innerType === undefined ? schema : unwrap(innerType);
}

function shapeOfObject(schema: unknown): Readonly<Record<string, unknown>> | undefined {
  return definition(schema).shape;
}

function inner(schema: unknown, key: PropertyKey): unknown {
  const { shape, valueType, element } = definition(schema);
  return shape?.[String(key)] ?? valueType ?? element;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** A copy with undefined at `path`: the name stays, since hosts are counted and peers have an index. */
function without(value: unknown, path: Path): unknown {
  const [key, ...rest] = path;
  if (key === undefined || !isObject(value)) return undefined;
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === Number(key) ? without(item, rest) : item));
  return { ...value, [key]: without((value as Record<PropertyKey, unknown>)[key], rest) };
}
