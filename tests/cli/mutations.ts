// Changes every single leaf of a JSON value, one at a time.

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface Mutation {
  /** Path of the change, keys and indexes joined by dots. */
  readonly path: string;
  readonly result: Json;
}

/** For every leaf: the value with that leaf replaced by another of its kind. */
export function changedLeaves(value: Json, path = ""): readonly Mutation[] {
  if (isLeaf(value)) return [{ path, result: another(value) }];
  return entriesOf(value).flatMap(([key, child]) => changedLeaves(child, join(path, key)).map((mutation) => ({ ...mutation, result: replaced(value, key, mutation.result) })));
}

/** For every part of the value, leaf or not: the value without it. */
export function withoutLeaves(value: Json, path = ""): readonly Mutation[] {
  if (isLeaf(value)) return [];
  return entriesOf(value).flatMap(([key, child]) => [
    { path: join(path, key), result: replaced(value, key, undefined) },
    ...withoutLeaves(child, join(path, key)).map((mutation) => ({ ...mutation, result: replaced(value, key, mutation.result) })),
  ]);
}

type Branch = readonly Json[] | { readonly [key: string]: Json };

function isLeaf(value: Json): value is Exclude<Json, Branch> {
  return typeof value !== "object" || value === null || Object.keys(value).length === 0;
}

function entriesOf(value: Branch): readonly (readonly [string, Json])[] {
  return Object.entries(value) as readonly (readonly [string, Json])[];
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function replaced(value: Branch, key: string, child: Json | undefined): Json {
  const entries = entriesOf(value).flatMap(([k, v]) => (k !== key ? [[k, v] as const] : child === undefined ? [] : [[k, child] as const]));
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

function another(leaf: Json): Json {
  if (typeof leaf === "string") return `${leaf}x`;
  if (typeof leaf === "number") return leaf + 1;
  if (typeof leaf === "boolean") return !leaf;
  return { other: true };
}
