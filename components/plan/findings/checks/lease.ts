// The lease by which the holder is elected.
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { isFresh, leaseOf } from "../holders";
import { hostOfNode } from "../identity";
import { elects, sawAll, type Scene } from "../scene";
import { duration, hostsText, keysOf } from "../text";

export const leaseFamily = findingFamily("The lease", {
  "lease-held-outside": {
    severity: "warning",
    title: "A Node that is none of the hosts holds the lease",
    meaning: "A kube-vip that is not managed here takes part in the election. A rollout cannot change the holder last, and the VIP may go where these settings do not hold.",
    seen: "The lease is fresh and names a Node that is none of the hosts, all of which were seen.",
    remedy: "Add that Node to `hosts`, or stop the kube-vip there. Where this very run takes it off that Node, the VIP moves once, at the end of the run.",
  },
  "lease-stale": {
    severity: "warning",
    title: "Nobody renews the lease although kube-vip runs",
    meaning: "No host is the holder: the API servers or etcd do not take writes, or kube-vip may not write.",
    seen: "A kube-vip runs, and the lease was not renewed for longer than its duration, the clocks' difference allowed for.",
    remedy: "Read kube-vip's log, and ask the API servers for `/readyz?verbose` (etcd).",
  },
  "lease-tight-for-etcd": {
    severity: "warning",
    title: "The lease's times are tight for this etcd",
    meaning: "When a renewal takes longer than its time, the holder gives the VIP up although nothing is wrong, and the VIP moves (kube-vip #282, #453).",
    seen: "The API server's own metrics: of at least 100 lease writes to etcd, one in a hundred takes half of `renewDeadlineSeconds` or more, so that a second try would not fit. Nothing is written to measure it. A preview looks at it before a host's manifest changes, `pulumi-kube-vip status` always; `pulumi up` itself only where this finding is made an error.",
    remedy: "Use longer times (`leaderElection`: 15/10/2, or 30/20/4), or give etcd a faster disk.",
  },
});
const { report } = leaseFamily;

/** Fewer writes say little about the slowest hundredth. */
const ENOUGH_WRITES = 100;

export function checkLease(scene: Scene): Finding[] {
  return elects(scene.settings) ? [...checkHolder(scene), ...checkAge(scene), ...checkWrites(scene)] : [];
}

function checkHolder(scene: Scene): Finding[] {
  const lease = leaseOf(scene)?.lease;
  if (!lease || lease.holder === "" || !isFresh(lease) || !sawAll(scene) || hostOfNode(scene, lease.holder)) return [];
  // A host whose Node's name is not known may be the one.
  if (scene.hosts.some(({ settings, facts }) => settings.nodeName === undefined && !facts.kubelet?.nodeName)) return [];
  return [report("lease-held-outside", [], `The lease ${scene.settings.leaderElection.leaseName} names the Node ${lease.holder}, which is none of the hosts.`)];
}

function checkAge(scene: Scene): Finding[] {
  const found = leaseOf(scene);
  const running = keysOf(scene.hosts.filter(({ facts }) => facts.kubeVips && facts.kubeVips.length > 0));
  if (!found || running.length === 0) return [];
  const { ageMs, durationSeconds, holder } = found.lease;
  const offsets = scene.hosts.map(({ facts: { system } }) => system.clockOffsetMs);
  const uncertainty = Math.max(...scene.hosts.map(({ facts: { system } }) => system.clockUncertaintyMs));
  const spread = Math.max(...offsets) - Math.min(...offsets) + 2 * uncertainty;
  if (!(ageMs - spread > durationSeconds * 1000)) return [];
  return [report("lease-stale", running, `kube-vip runs on ${hostsText(running)}, but the lease${holder === "" ? "" : ` (holder ${holder})`} was last renewed ${duration(ageMs)} ago, and it lasts ${durationSeconds} s.`)];
}

function checkWrites({ settings, hosts }: Scene): Finding[] {
  const { leaseDurationSeconds, renewDeadlineSeconds, retryPeriodSeconds } = settings.leaderElection;
  const limit = (renewDeadlineSeconds * 1000) / 2;
  const slow = hosts.flatMap(({ key, facts }) => {
    const writes = facts.apiServer?.leaseWrites;
    return writes && writes.count >= ENOUGH_WRITES && writes.p99Ms >= limit ? [{ key, writes }] : [];
  });
  if (slow.length === 0) return [];
  const values = slow.map(({ key, writes }) => `${key}: mean ${duration(writes.meanMs)}, 99 % within ${Number.isFinite(writes.p99Ms) ? duration(writes.p99Ms) : "more than can be told"}`);
  return [report("lease-tight-for-etcd", keysOf(slow), `Lease writes to etcd are slow (${values.join("; ")}), and the lease's times are ${leaseDurationSeconds}/${renewDeadlineSeconds}/${retryPeriodSeconds} s.`)];
}
