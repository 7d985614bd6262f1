// Hosts that go: what the others must be able to do before kube-vip is taken off a control plane that is no longer among the hosts.
import { isAnswer } from "../../answer";
import { isAwaiting } from "../../awaiting";
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { holdersOf } from "../holders";
import { formerNodes, hostsByNode, identitiesOf } from "../identity";
import { elects, sawAll, type Scene, type SeenHost, vipFactsOf } from "../scene";
import { count, hostsText, keysOf, listed } from "../text";

export const removalsFamily = findingFamily("Hosts that go", {
  "vip-without-heir": {
    severity: "error",
    title: "None of the hosts could take the VIP over from the one that has it",
    meaning: "A control plane outside `hosts` has the VIP. Were kube-vip taken off it, as happens at the end of the `pulumi up` that takes it out of `hosts`, nobody could take the VIP over.",
    seen: "An election decides who has the VIP; the VIP answers with the cluster's certificate and none of the hosts has it; all hosts were seen, and the API server of each is silent, or its cluster is still to come.",
    remedy: "Put the API server of a host right first, or leave the control plane that has the VIP in `hosts`.",
  },
  "hosts-without-quorum": {
    severity: "warning",
    title: "The hosts are no majority of the cluster's control planes",
    meaning: "If the others are machines that go, etcd loses its quorum when they are switched off, and with it goes every API server and the VIP. If they stay, they get no kube-vip here. Told in the place of `node-missing-in-hosts`.",
    seen: "Of the control-plane Nodes that the cluster lists, more than half, or half, fit no host by name, address and machine id.",
    remedy: "Where they are to go, one after the other: `kubectl drain NODE`, `kubeadm reset` on it, which takes its etcd member out, `kubectl delete node NODE`; only then take it out of `hosts` and switch it off. Where they stay, add them to `hosts`.",
  },
});
const { report } = removalsFamily;

export function checkRemovals(scene: Scene): Finding[] {
  return [...scene.settings.vips.flatMap((vip) => checkHeir(scene, vip)), ...checkQuorum(scene)];
}

function checkHeir(scene: Scene, vip: string): Finding[] {
  const { settings, hosts } = scene;
  if (!elects(settings) || !sawAll(scene) || holdersOf(scene, vip).length > 0 || !hosts.every((host) => isUnable(scene, host))) return [];
  const seenBy = hosts.filter((host) => isAnswer(vipFactsOf(host, vip)?.healthz?.httpCode));
  if (seenBy.length === 0) return [];
  return [report("vip-without-heir", keysOf(hosts), `${vip} answers on a control plane that is none of the hosts, as ${hostsText(keysOf(seenBy))} saw, and the API server of ${hosts.length === 1 ? hostsText(keysOf(hosts)) : `each of the ${hostsText(keysOf(hosts))}`} is silent.`)];
}

/** A kube-vip there could not take part in the election. */
function isUnable({ settings }: Scene, { facts }: SeenHost): boolean {
  return isAwaiting(settings, facts) || (facts.apiServer !== undefined && !isAnswer(facts.apiServer.healthz.httpCode));
}

/** Whether hosts are left out on whose etcd the cluster's quorum rests. */
export function lacksQuorum(scene: Scene): boolean {
  const { length } = missing(scene);
  return length > 0 && 2 * length >= members(scene).length;
}

/** Nodes behind which there is a machine, as far as is known. */
function members(scene: Scene): Scene["nodes"] {
  const former = formerNodes(scene);
  return scene.nodes.filter(({ name }) => !former.has(name));
}

function missing(scene: Scene): Scene["nodes"] {
  const hostsOf = hostsByNode(identitiesOf(scene));
  return members(scene).filter((node) => hostsOf(node).length === 0);
}

function checkQuorum(scene: Scene): Finding[] {
  if (!lacksQuorum(scene)) return [];
  const names = missing(scene).map(({ name }) => name);
  return [report("hosts-without-quorum", [], `Of the cluster's ${count(members(scene).length, "control-plane Node")} ${listed(names)} ${names.length === 1 ? "is" : "are"} none of the hosts, so the hosts alone are no majority of its etcd members.`)];
}
