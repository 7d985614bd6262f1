// ResolvedArgs: KubeVipArgs with every Input unwrapped. What the checks see, and what the zod schema is held to.
import type { OutputInstance } from "@pulumi/pulumi";
import type { KubeVipArgs } from "./args";

/** What a program hands over to be called; nothing of it is a value. */
type Callback = (...args: never[]) => unknown;

/** `T` with every promise and Output replaced by its value, at any depth. */
export type Unwrapped<T> =
  T extends Promise<infer U> ? Unwrapped<U>
  : T extends OutputInstance<infer U> ? Unwrapped<U>
  : T extends Callback ? T
  : T extends object ? { [K in keyof T]: Unwrapped<T[K]> }
  : T;

/** The arguments of `KubeVip` as plain values. */
export type ResolvedArgs = Unwrapped<KubeVipArgs>;

/** `T` in which anything may be missing: not given, of a wrong type, or not known yet. */
export type Incomplete<T> =
  T extends readonly (infer U)[] ? readonly (Incomplete<U> | undefined)[]
  : T extends Callback ? T
  : T extends object ? { readonly [K in keyof T]?: Incomplete<T[K]> }
  : T;

export type IncompleteArgs = Incomplete<ResolvedArgs>;
