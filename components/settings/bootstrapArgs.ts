// Arguments of a cluster that the same program makes, hand-written for Pulumi's schema inference.
import type { Resource } from "@pulumi/pulumi";

/**
 * A cluster that this program makes with kubeadm, on hosts that are empty yet. The functions make the program's own resources for kubeadm and are called once each, in every
 * run: keep them, and `host`, after the cluster is there. What they return is waited for; what they are given is to be named in `dependsOn`.
 */
export interface BootstrapArgs {
  /** Key of the host on which the cluster begins, by `kubeadm init`. Plain, since it decides what exists. Once the cluster is there it has no further meaning. */
  host: string;
  /**
   * Makes the resource that runs `kubeadm init` on `host`, with the VIP as control-plane endpoint. `prepared`: the manifest is in place there, so that kube-vip brings the VIP up as
   * soon as kubelet and API server run. Where kubeadm is of 1.29 or newer it logs in with super-admin.conf until `kubeadm init` has ended, and with admin.conf from then on.
   */
  init: (prepared: Resource) => Resource;
  /** Makes the resource that runs `kubeadm join --control-plane` on the host with that key. `proven`: the VIP answers, from a kube-vip that logs in with admin.conf. */
  join: (key: string, proven: Resource) => Resource;
}
