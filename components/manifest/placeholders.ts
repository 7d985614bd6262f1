// The closed set of placeholders in a shown manifest that the agent fills in on the host.

/** Interface of the host whose network holds the VIP; filled in when the user gave none. */
export const INTERFACE_PLACEHOLDER = "@kube-vip:interface@";

/** Router id of the host: its own IPv4 address, when it was neither given nor follows from `address`. */
export const ROUTER_ID_PLACEHOLDER = "@kube-vip:router-id@";

/** Stands for the password of a BGP peer. `name`: `peer` for the single one, else the index in the list of peers. */
export function passwordPlaceholder(name: string): string {
  return `@kube-vip:secret:bgp-${name}@`;
}

/** Name of the file of peers on the host, which is another one for every change of the manifest or of a password. */
export const PEERS_FILE_PLACEHOLDER = "@kube-vip:peers-file@";

/** Matches every placeholder; group 1 is the kind (`interface`, `router-id`, `peers-file`, `secret`), group 2 the secret's name. */
export const PLACEHOLDER_PATTERN = /@kube-vip:(interface|router-id|peers-file|secret)(?::([a-z0-9-]+))?@/g;
