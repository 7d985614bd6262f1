// Each line that is marked is a mistake that the package's types find.
import { KubeVip, type KubeVipArgs } from "pulumi-kube-vip";

// @ts-expect-error hosts are missing
new KubeVip("a", { vip: "192.168.1.100" });
// @ts-expect-error a port is a number
export const port: KubeVipArgs["port"] = "6443";
// @ts-expect-error no such argument
export const unknown: KubeVipArgs = { vip: "192.168.1.100", hosts: {}, vipp: "192.168.1.100" };
