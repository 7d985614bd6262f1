// The order of a rollout: whoever holds the VIP comes last, so that the VIP moves at most once, and to a host that has changed already. Where another program holds it, that host comes first, so that the VIP stays where it is.

interface Holding {
  /** Undefined when that could not be seen. */
  readonly holder?: boolean;
}

/**
 * Hosts of which that could not be seen come after those that do not hold the VIP and before those that do, since they may hold it; else by key.
 * @param first key of the host that comes before all others
 */
export function rolloutOrder(hosts: Readonly<Record<string, Holding>>, first?: string): readonly string[] {
  const rank = (key: string, { holder }: Holding): number => (key === first ? -1 : holder === undefined ? 1 : holder ? 2 : 0);
  return Object.entries(hosts)
    .sort(([a, one], [b, other]) => rank(a, one) - rank(b, other) || (a < b ? -1 : 1))
    .map(([key]) => key);
}
