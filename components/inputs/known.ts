// What of the arguments is known before the program runs on: everything that is neither an Output nor a promise.
import { Output } from "@pulumi/pulumi";
import type { IncompleteArgs } from "../settings/resolved";

/** The plain part of arguments, and the paths (`hosts.cp1.address`) of what is not known yet. */
export interface KnownPart {
  readonly args: IncompleteArgs;
  readonly unknown: readonly string[];
}

function isLater(value: unknown): boolean {
  return Output.isInstance(value) || value instanceof Promise;
}

function plainCopy(value: unknown, path: string, unknown: string[]): unknown {
  if (isLater(value)) {
    unknown.push(path);
    return undefined;
  }
  if (Array.isArray(value)) return value.map((item, index) => plainCopy(item, `${path}.${index}`, unknown));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainCopy(item, path === "" ? key : `${path}.${key}`, unknown)]));
}

export function knownPart(args: object): KnownPart {
  const unknown: string[] = [];
  return { args: plainCopy(args, "", unknown) as IncompleteArgs, unknown };
}
