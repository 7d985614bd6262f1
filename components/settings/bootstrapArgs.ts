// Arguments of a cluster that is still to come, hand-written for Pulumi's schema inference.
import type { Resource } from "@pulumi/pulumi";

/**
 * A cluster that begins with kubeadm on hosts that are empty yet, behind the VIP. With `init` and `join` this program makes it, in one run. Without them somebody else does: the
 * first run prepares `host` and leaves all hosts pending, and a run after the joins gives kube-vip to each host that is a control plane by then.
 * Keep it all after the cluster is there: the functions make the program's own resources and are called once each in every run.
 */
export interface BootstrapArgs {
  /** Key of the host on which the cluster begins, by `kubeadm init`. Plain, since it decides what exists. Once the cluster is there it has no further meaning; should that host die for good, its key stays here and in `retired`. */
  host: string;
  /**
   * Makes the resource that runs `kubeadm init` on `host`, with the VIP as control-plane endpoint; it names `prepared` in its `dependsOn`. The manifest is in place there by then, so that
   * kube-vip brings the VIP up as soon as kubelet and API server run. Where kubeadm is of 1.29 or newer it logs in with super-admin.conf until `kubeadm init` has ended, and with admin.conf from then on.
   */
  init?: (prepared: Resource) => Resource;
  /**
   * Makes the resource that runs `kubeadm join --control-plane` on the host with that key; it names
   * `before` in its `dependsOn`. Before the first join the VIP answers, from a kube-vip that logs in with admin.conf. Further hosts join one after the other, in the order of their keys: etcd takes one new member at a time.
   */
  join?: (key: string, before: Resource) => Resource;
}
