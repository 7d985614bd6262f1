// A control plane's virtual IP, and what is deployed through it.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { KubeVip } from "pulumi-kube-vip";
import { machinesOf } from "./machines";

const config = new pulumi.Config();
const machines = machinesOf(config.require("machines"), ["cp1", "cp2", "cp3"]);

const vip = new KubeVip("prod", {
  vip: config.require("vip"),
  hosts: Object.fromEntries(Object.entries(machines).map(([key, { address, hostKey }]) => [key, { address, ssh: { hostKey } }])),
  ssh: { user: "ops", privateKey: config.requireSecret("sshKey") },
});

const kubeconfig = pulumi.jsonStringify({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "prod", cluster: { server: vip.endpoint, "certificate-authority-data": config.requireSecret("clusterCa") } }],
  users: [{ name: "admin", user: { token: config.requireSecret("adminToken") } }],
  contexts: [{ name: "prod", context: { cluster: "prod", user: "admin" } }],
  "current-context": "prod",
});

// The endpoint is known at preview; `dependsOn` is what waits until it answers.
const cluster = new kubernetes.Provider("prod", { kubeconfig }, { dependsOn: [vip] });

new kubernetes.core.v1.Namespace("apps", {}, { provider: cluster });

export const endpoint = vip.endpoint;
export const holder = vip.holder;
export const healthz = vip.healthz;
