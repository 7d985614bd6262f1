// The pool of addresses from which kube-vip's cloud provider gives Services theirs; kube-vip itself gives none.
import * as pulumi from "@pulumi/pulumi";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { runError } from "../runError";
import { poolData } from "./pool";

export interface AddressPoolArgs {
  /** For Services of all namespaces without a pool of their own: ranges (`192.168.1.200-192.168.1.220`) or networks (`192.168.1.192/27`), not both kinds. */
  global?: pulumi.Input<pulumi.Input<string>[]>;
  /** The same by namespace. */
  namespaces?: pulumi.Input<Record<string, pulumi.Input<pulumi.Input<string>[]>>>;
  /** Addresses that no Service may get: the VIP, the hosts. A pool that holds one is refused. */
  taken?: pulumi.Input<pulumi.Input<string>[]>;
}

/** The ConfigMap `kubevip` in `kube-system`. */
export class AddressPool extends pulumi.ComponentResource {
  constructor(name: string, args: AddressPoolArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kube-vip:services:AddressPool", name, {}, opts);
    const data = pulumi.all([args.global, args.namespaces, args.taken]).apply(([global, namespaces, taken]) => {
      try {
        return poolData({ ...(namespaces ?? {}), ...(global === undefined ? {} : { global }) }, taken ?? []);
      } catch (error) {
        throw runError(`The addresses of ${name} are wrong:\n${(error as Error).message}`);
      }
    });
    new ConfigMap(name, { metadata: { name: "kubevip", namespace: "kube-system" }, data }, { parent: this });
    this.registerOutputs({});
  }
}
