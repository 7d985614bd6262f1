// Small helpers that make lists of environment variables.
import type { EnvVar } from "./pod";

export type Variables = readonly EnvVar[];

type Value = string | number | boolean;

/** One variable; numbers and booleans become the text that Go's strconv reads. */
export function variable(name: string, value: Value): EnvVar {
  return { name, value: String(value) };
}

/** A variable for each entry that has a value, in order; none for false and undefined, so that conditions read as data. */
export function variables(values: Readonly<Record<string, Value | undefined>> | false | undefined): Variables {
  if (!values) return [];
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [variable(name, value)]));
}
