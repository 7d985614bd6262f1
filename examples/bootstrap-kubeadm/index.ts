// From empty machines to a highly available control plane: kubeadm and its virtual IP in one program.
import * as pulumi from "@pulumi/pulumi";
import { KubeVip } from "pulumi-kube-vip";
import { Kubeadm } from "./kubeadm";

const config = new pulumi.Config();
const vip = config.require("vip");
const machines = config.requireObject<Record<string, string>>("machines");
const first = config.require("first");
const ssh = { user: config.get("sshUser") ?? "root", privateKey: config.requireSecret("sshPrivateKey"), knownHosts: config.require("knownHosts") };
const kubeadm = new Kubeadm({ machines, ssh, endpoint: `${vip}:6443`, first, ...config.getObject<object>("kubeadm") });

const controlPlane = new KubeVip("prod", {
  vip,
  hosts: Object.fromEntries(Object.entries(machines).map(([key, address]) => [key, { address }])),
  ssh,
  ...config.getObject<object>("settings"),
  bootstrap: {
    host: first,
    init: (prepared) => kubeadm.init(prepared),
    join: (key, before) => kubeadm.join(key, before),
  },
});

export const endpoint = controlPlane.endpoint;
export const holder = controlPlane.holder;
export const healthz = controlPlane.healthz;
export const hosts = controlPlane.hosts;
export const proof = controlPlane.proof;
export const rollout = controlPlane.rollout;
