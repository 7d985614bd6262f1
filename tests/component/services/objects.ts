// The objects that pulumi-kube-vip/services registers, as they are sent to the cluster.
import type { ComponentResource } from "@pulumi/pulumi";
import { clear, runProgram } from "../mocks";

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

export async function objectsOf(program: () => ComponentResource): Promise<KubernetesObject[]> {
  const { resources } = await runProgram(program);
  const objects = resources.filter(({ type }) => type.startsWith("kubernetes:")).map(({ inputs }) => clear(inputs) as KubernetesObject);
  return objects.sort((a, b) => (a.kind < b.kind ? -1 : 1));
}
