// Hosts that are no control plane yet: this program makes their cluster, and `kubeadm init` or the join is still to come.
import type { HostFacts } from "../facts/hostFacts";
import { factsOf, type Observations } from "../facts/observation";
import type { Settings } from "../settings/settings";
import { isAnswer } from "./answer";
import { recordOf } from "./recorded";

/** A prepared host until the login that is to last has rights. Any other one while its API server is silent: whatever is on it, kube-vip of ours was not put there for good. */
export function isAwaiting({ bootstrapHost }: Settings, facts: HostFacts): boolean {
  if (bootstrapHost === undefined) return false;
  const record = recordOf(facts);
  if (record?.bootstrap) return facts.kubeconfig?.mayManageLeases !== true;
  return record?.owner === "" && !isAnswer(facts.apiServer?.healthz.httpCode);
}

/** Keys of the hosts that were seen to be none. */
export function awaitingHosts(settings: Settings, observations: Observations): readonly string[] {
  return Object.entries(factsOf(observations)).flatMap(([key, facts]) => (isAwaiting(settings, facts) ? [key] : []));
}

/** What is left of the facts where what belongs to the cluster is still to be made: what is not known is no reason for a finding. */
export function withoutCluster(facts: HostFacts): HostFacts {
  const { kubeconfig: _file, manifestsFolderExists: _folder, apiServer: _server, kubelet: _kubelet, cluster: _cluster, ...rest } = facts;
  return { ...rest, gaps: [] };
}
