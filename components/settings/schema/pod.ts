// The shape of the arguments for image, paths, Pod and timeouts.
import { z } from "zod";
import { PullPolicy } from "../choices";
import { observeTimeout, stepTimeout } from "./numbers";

const text = z.string().optional();
const texts = z.record(z.string(), z.string()).optional();

export const imageSchema = z.strictObject({
  version: text,
  registry: text,
  repository: text,
  reference: text,
  digest: text,
  pullPolicy: z.enum(PullPolicy).optional(),
  beforehand: z.boolean().optional(),
  archive: text,
});

export const pathsSchema = z.strictObject({ kubernetes: text, manifests: text, manifestName: text, kubeconfig: text, programs: text });

export const podSchema = z.strictObject({
  labels: texts,
  annotations: texts,
  requests: texts,
  limits: texts,
  priorityClassName: text,
  environment: texts,
  patch: z.record(z.string(), z.unknown()).optional(),
});

export const timeoutsSchema = z.strictObject({
  applySeconds: stepTimeout.optional(),
  proofSeconds: stepTimeout.optional(),
  observeSeconds: observeTimeout.optional(),
  removeSeconds: stepTimeout.optional(),
  pullSeconds: stepTimeout.optional(),
});
