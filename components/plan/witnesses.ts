// How many connections each witness makes.

/** Fresh connections asked for in all, per control plane: one good answer proves little where some backends do not answer. */
export const CONNECTIONS_PER_CONTROL_PLANE = 3;

/** Connections of one witness, so that those outside the holder make at least three per control plane together. */
export function connectionsPerWitness(hosts: number): number {
  return Math.ceil((CONNECTIONS_PER_CONTROL_PLANE * hosts) / Math.max(1, hosts - 1));
}
