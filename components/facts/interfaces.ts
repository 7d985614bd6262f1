// What an interface is good for.
import type { InterfaceFacts } from "./hostFacts";

/** Of kernel tunnels that IPVS's packets come out of, and of dummies, as `ip -d link` names them. */
const UNHEARD_KINDS: readonly string[] = ["dummy", "ipip", "ip6tnl"];

/** Whether an address on it is the host's alone, where no neighbour asks for it: loopback, dummy, the end of a tunnel. */
export function isUnheard({ loopback, kind }: Pick<InterfaceFacts, "loopback" | "kind">): boolean {
  return loopback || UNHEARD_KINDS.includes(kind);
}
