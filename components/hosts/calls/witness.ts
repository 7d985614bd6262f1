// What a host sees once all are done.
import { call, type Caller } from "./caller";
import type { RuntimeClient, TakingOver } from "./needs";

export interface WitnessOptions extends RuntimeClient, TakingOver {
  readonly kubeconfig: string;
  /** Fresh connections to each VIP. */
  readonly connections: number;
  readonly withinSeconds: number;
  /** Who makes the rule that masquerades connections to other hosts, where that can be seen: kube-vip's iptables below v1.2.2 (facts/kube-vip, section 3). */
  readonly masquerade?: "iptables";
  /** With another text it is asked again, also where nobody looks at the hosts. */
  readonly retry?: string;
  /** The host may be pending, and then has nothing to tell. */
  readonly bootstrap?: boolean;
  /** As `ApplyOptions.emergency`: it tells what it shows, and proves nothing. */
  readonly emergency?: string;
}

/** Standard input: the manifests' hashes by host, JSON. Standard output: a witness report. */
export function witnessCall(caller: Caller, options: WitnessOptions): string {
  const { kubeconfig, programs, runtime, connections, withinSeconds, masquerade, retry, bootstrap, emergency, takeOver } = options;
  return call(caller, "witness", { kubeconfig, programs, runtime, connections: String(connections), within: String(withinSeconds), masquerade, retry, bootstrap: bootstrap ? "yes" : undefined, emergency, takeover: takeOver });
}
