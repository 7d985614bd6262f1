// One case of a vectors file: what was asked of kube-vip's generator in plain words, and the Pod that it printed.
import { z } from "zod";
import { ForwardingMethod, Mode } from "../../components/settings/choices";
import { parseVersion } from "../../components/versions";

const peer = z.strictObject({
  address: z.string().min(1),
  as: z.number().int(),
  password: z.string().optional(),
});

const bgp = z.strictObject({
  routerId: z.string().optional(),
  localAs: z.number().int().optional(),
  peer: peer.optional(),
  /** Entries in the grammar of `--bgppeers`. */
  peers: z.array(z.string().min(1)).optional(),
  sourceIp: z.string().optional(),
  sourceIf: z.string().optional(),
});

const asked = z.strictObject({
  mode: z.enum(Mode),
  vip: z.string().min(1),
  interface: z.string().optional(),
  leaderElection: z.boolean().optional(),
  /** Lease duration, renew deadline, retry period in seconds. */
  lease: z.tuple([z.number().int(), z.number().int(), z.number().int()]).optional(),
  leaseName: z.string().optional(),
  namespace: z.string().optional(),
  apiPort: z.number().int().optional(),
  /** Forwarding method; load balancing is on when it is there. */
  lb: z.enum(ForwardingMethod).optional(),
  lbPort: z.number().int().optional(),
  bgp: bgp.optional(),
  /** Listen address; empty: metrics off. */
  prometheus: z.string().optional(),
  services: z.boolean().optional(),
  nodeLabeling: z.boolean().optional(),
  kubeconfig: z.string().optional(),
});

/** Further keys, such as a name, say nothing about the Pod; an unknown setting does, so that is refused. */
const vectorCase = z.object({
  version: z.string().refine((text) => parseVersion(text) !== undefined, "is no kube-vip version"),
  settings: asked,
  flags: z.array(z.string()),
  pod: z.record(z.string(), z.unknown()),
});

/** What was asked for, in the words of the vectors file. */
export type Asked = z.infer<typeof asked>;
export type VectorCase = z.infer<typeof vectorCase>;

/** Reads one case. Throws a sentence that names every wrong field. */
export function readCase(value: unknown): VectorCase {
  const result = vectorCase.safeParse(value);
  if (result.success) return result.data;
  throw new Error(`The case is not of the form of a vector: ${result.error.issues.map((issue) => `${issue.path.join(".") || "the case"}: ${issue.message}`).join("; ")}.`);
}
