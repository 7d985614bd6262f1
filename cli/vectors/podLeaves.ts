// A Pod as a flat map from path to value, so that two Pods can be compared leaf by leaf.

/** Path (`spec.containers.kube-vip.env.vip_arp.value`) to value; an empty map or list is a leaf, `{}` or `[]`. */
export type Leaves = ReadonlyMap<string, unknown>;

/** Lists whose order means nothing: each item is a leaf of its own. */
const SETS: ReadonlySet<string> = new Set(["add", "drop"]);

/**
 * Flattens a Pod. Items that have a name (containers, variables, mounts, volumes) are found by it, other items by their index. An empty value of a
 * variable counts as none, as it does for kube-vip. Throws, with the path, when a list names something twice.
 */
export function podLeaves(pod: unknown): Leaves {
  const leaves = new Map<string, unknown>();
  flatten(pod, [], leaves);
  return leaves;
}

function flatten(value: unknown, path: readonly string[], leaves: Map<string, unknown>): void {
  const children = childrenOf(value, path);
  if (children === undefined || children.length === 0) {
    leaves.set(path.join("."), value);
    return;
  }
  const keys = children.map(([key]) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw new Error(`${[...path, twice].join(".")} is there twice.`);
  for (const [key, child] of children) flatten(child, [...path, key], leaves);
}

function childrenOf(value: unknown, path: readonly string[]): readonly (readonly [string, unknown])[] | undefined {
  if (Array.isArray(value)) return value.map((item: unknown, index) => listItem(item, index, path));
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).filter(([key, child]) => !(key === "value" && child === "" && path.at(-2) === "env"));
}

function listItem(item: unknown, index: number, path: readonly string[]): readonly [string, unknown] {
  const list = path.at(-1) ?? "";
  if (typeof item === "string" && SETS.has(list)) return [item, true];
  if (typeof item === "object" && item !== null && "name" in item && typeof item.name === "string") {
    const { name, ...rest } = item;
    return [name, rest];
  }
  return [String(index), item];
}
