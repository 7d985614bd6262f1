// What the router is called on the lab's network.

export const router = {
  /** In the hosts' own network. */
  near: "10.77.0.2",
  near6: "fd77::2",
  /** On no network that hosts are in: they reach it through the gateway, which is a hop. */
  far: "10.77.9.1",
  /** Its end of the cable to the hosts' bridge, and the bridge's. */
  link: "eth0",
  port: "router0",
} as const;

/** The router's network namespace, beside that of the lab. */
export function routerNamespace({ namespace }: { readonly namespace: string }): string {
  return `${namespace}-router`;
}
