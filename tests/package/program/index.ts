// What a user's program looks like. The same text serves as ES module and as CommonJS.
import * as pulumi from "@pulumi/pulumi";
import { ForwardingMethod, type Healthz, KubeVip, type KubeVipArgs } from "pulumi-kube-vip";

const config = new pulumi.Config();

const args: KubeVipArgs = {
  vip: "192.168.1.100",
  hosts: {
    cp1: { address: "192.168.1.11" },
    cp2: { address: "192.168.1.12" },
    cp3: { address: "192.168.1.13" },
  },
  loadBalancer: { forwardingMethod: ForwardingMethod.Local },
  ssh: { user: "ops", privateKey: config.requireSecret("sshKey"), knownHosts: config.require("knownHosts") },
};
const kubeVip = new KubeVip("prod", args);

export const isComponent = kubeVip instanceof pulumi.ComponentResource;
export const { endpoint, vip, port, manifests, holder, holders, hosts } = kubeVip;
export const healthz: pulumi.Output<Healthz> = kubeVip.healthz;
