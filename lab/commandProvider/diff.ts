// What changed between the old and the new inputs, path by path, and whether that is an update or a replace.
import { isDeepStrictEqual } from "node:util";
import { isObject, isSecret, type Properties, type Value } from "./values";

export interface Change {
  /** A property path such as `stdin`, `environment.LANG` or `triggers[0]`. */
  path: string;
  kind: "add" | "delete" | "update";
  replace: boolean;
}

/**
 * Lists the changes. Inside a secret nothing is told apart.
 * A change of `triggers` as a whole is a replace; of one element it is one by the SDK's `replaceOnChanges: ["triggers[*]"]`.
 */
export function changes(olds: Properties, news: Properties): Change[] {
  return objectChanges("", olds, news).map((change) => ({ ...change, replace: change.path === "triggers" }));
}

type PlainChange = Omit<Change, "replace">;

function objectChanges(path: string, olds: Properties, news: Properties): PlainChange[] {
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].sort();
  return keys.flatMap((key) => valueChanges(childPath(path, key), olds[key], news[key]));
}

function valueChanges(path: string, old: Value | undefined, next: Value | undefined): PlainChange[] {
  const before = old ?? null;
  const after = next ?? null;
  if (isDeepStrictEqual(before, after)) {
    return [];
  }
  if (before === null || after === null) {
    return [{ path, kind: before === null ? "add" : "delete" }];
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return Array.from({ length: Math.max(before.length, after.length) }, (_, index) =>
      valueChanges(`${path}[${index}]`, before[index], after[index]),
    ).flat();
  }
  if (isObject(before) && isObject(after) && !isSecret(before) && !isSecret(after)) {
    return objectChanges(path, before, after);
  }
  return [{ path, kind: "update" }];
}

function childPath(path: string, key: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) {
    return `${path}["${key.replaceAll('"', '\\"')}"]`;
  }
  return path === "" ? key : `${path}.${key}`;
}
