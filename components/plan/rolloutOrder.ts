// The order of a rollout: whoever holds the VIP comes last, so that the VIP moves at most once, and to a host that has changed already.

interface Holding {
  /** Undefined when that could not be seen. */
  readonly holder?: boolean;
}

/** Hosts of which that could not be seen come after those that do not hold the VIP and before those that do, since they may hold it; else by key. */
export function rolloutOrder(hosts: Readonly<Record<string, Holding>>): readonly string[] {
  const rank = ({ holder }: Holding): number => (holder === undefined ? 1 : holder ? 2 : 0);
  return Object.entries(hosts)
    .sort(([a, one], [b, other]) => rank(one) - rank(other) || (a < b ? -1 : 1))
    .map(([key]) => key);
}
