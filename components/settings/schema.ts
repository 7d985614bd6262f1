// The zod schema of the resolved arguments: names, types, words and bounds of numbers. What a text means is judged in checks/.
import { z } from "zod";
import { Access, ContainerRuntime, Distribution, LogLevel, Mode, Observe, Severity } from "./choices";
import type { ResolvedArgs } from "./resolved";
import { bootstrapSchema } from "./schema/bootstrap";
import { bgpSchema, leaderElectionSchema, loadBalancerSchema, metricsSchema, servicesSchema } from "./schema/features";
import { accessLifetime, portNumber, unprivilegedPort } from "./schema/numbers";
import { imageSchema, pathsSchema, podSchema, timeoutsSchema } from "./schema/pod";
import { rolloutSchema } from "./schema/rollout";
import { hostSchema, sshSchema } from "./schema/ssh";

/** `KubeVipArgs` with all Inputs unwrapped. Unknown fields are errors at every level. */
export const kubeVipArgsSchema = z.strictObject({
  vip: z.string(),
  hosts: z.record(z.string(), hostSchema),
  retired: z.array(z.string()).optional(),
  ssh: sshSchema.optional(),
  distribution: z.enum(Distribution).optional(),
  mode: z.enum(Mode).optional(),
  port: portNumber.optional(),
  prefixLength: z.string().optional(),
  interface: z.string().optional(),
  kubernetesAddress: z.string().optional(),
  image: imageSchema.optional(),
  leaderElection: leaderElectionSchema.optional(),
  loadBalancer: loadBalancerSchema.optional(),
  bgp: bgpSchema.optional(),
  metrics: metricsSchema.optional(),
  services: servicesSchema.optional(),
  healthCheckPort: unprivilegedPort.optional(),
  logLevel: z.enum(LogLevel).optional(),
  nodeLabeling: z.boolean().optional(),
  paths: pathsSchema.optional(),
  containerRuntime: z.enum(ContainerRuntime).optional(),
  pod: podSchema.optional(),
  access: z.enum(Access).optional(),
  accessLifetimeSeconds: accessLifetime.optional(),
  timeouts: timeoutsSchema.optional(),
  adopt: z.boolean().optional(),
  observe: z.enum(Observe).optional(),
  findings: z.record(z.string(), z.enum(Severity)).optional(),
  bootstrap: bootstrapSchema.optional(),
  rollout: rolloutSchema.optional(),
  enabled: z.boolean().optional(),
});

/** True only for two types that are the same, optional fields included (mutual assignability would miss a missing optional field). */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only when the hand-written interfaces and the schema agree, in both directions. */
export const interfacesAgreeWithSchema: Same<ResolvedArgs, z.input<typeof kubeVipArgsSchema>> = true;
