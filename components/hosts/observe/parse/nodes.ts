// Control-plane Nodes, as the API server lists them.
import { z } from "zod";
import type { NodeFacts } from "../../../facts/hostFacts";

const node = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({ podCIDR: z.string().optional(), podCIDRs: z.array(z.string()).optional() }).optional(),
  status: z.object({
    addresses: z.array(z.object({ type: z.string(), address: z.string() })).optional(),
    conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional(),
    nodeInfo: z.object({ kubeletVersion: z.string().optional(), machineID: z.string().optional() }).optional(),
    images: z.array(z.object({ names: z.array(z.string()).nullish() })).nullish(),
  }),
});
const nodeList = z.object({ items: z.array(node) });
export type Node = z.infer<typeof node>;

export function parseNodes(body: unknown): Node[] {
  return nodeList.parse(body).items;
}

export function nodeFacts({ metadata, status }: Node): NodeFacts {
  return {
    name: metadata.name,
    internalIps: (status.addresses ?? []).filter(({ type }) => type === "InternalIP").map(({ address }) => address),
    ready: (status.conditions ?? []).some(({ type, status: state }) => type === "Ready" && state === "True"),
    kubeletVersion: status.nodeInfo?.kubeletVersion ?? "",
    machineId: status.nodeInfo?.machineID ?? "",
  };
}

/** Networks of these Nodes' Pods. */
export function podCidrsOf(nodes: readonly Node[]): string[] {
  return [...new Set(nodes.flatMap(({ spec }) => spec?.podCIDRs ?? (spec?.podCIDR === undefined ? [] : [spec.podCIDR])))];
}

/** References of each image on a Node; it names no more than 50 images, the largest. */
export function imagesOf({ status }: Node): string[][] {
  return (status.images ?? []).map(({ names }) => names ?? []);
}
