// Names of the resources of a component; with its URN they are its identity, stable for good.

export type HostPart = "" | "-agent" | "-secrets" | "-access" | "-prepared" | "-started" | "-witness";

export function hostResourceName(component: string, key: string, part: HostPart): string {
  return `${component}-host-${key}${part}`;
}

export function healthResourceName(component: string): string {
  return `${component}-health`;
}
