// Finds values that two items share.

export interface Duplicate<T> {
  readonly item: T;
  /** The first item with this value. */
  readonly first: T;
  readonly value: string;
}

/** Every item whose value an earlier item has; items without a value count for nothing. */
export function duplicates<T>(items: readonly T[], valueOf: (item: T) => string | undefined): readonly Duplicate<T>[] {
  const seen = new Map<string, T>();
  return items.flatMap((item) => {
    const value = valueOf(item);
    if (value === undefined) return [];
    const first = seen.get(value);
    if (first === undefined) seen.set(value, item);
    return first === undefined ? [] : [{ item, first, value }];
  });
}
