// The stack program that `pulumi up` runs: configuration to KubeVip to stack outputs.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { KubeVip } from "./components";
import { argsFromConfig } from "./stack/config";

const kubeVip = new KubeVip("kube-vip", argsFromConfig(new pulumi.Config()));

export const { endpoint, vip, port, holder, holders, healthz, proof, rollout, hosts, manifests } = kubeVip;

/** Shown as the stack's README by Pulumi Cloud, which fills in the outputs that it names. */
export const readme = readFileSync(join(__dirname, "Pulumi.README.md"), "utf8");
