// The shape of the arguments for leader election, load balancing, BGP, metrics and Services.
import { z } from "zod";
import { ForwardingMethod } from "../choices";
import { asNumber, bfdInterval, bfdMultiplier, checkSeconds, failures, holdTime, keepalive, leaseSeconds, portNumber, shortTimeout } from "./numbers";

const text = z.string().optional();
const flag = z.boolean().optional();

export const leaderElectionSchema = z.strictObject({
  enabled: flag,
  leaseName: text,
  namespace: text,
  leaseDurationSeconds: leaseSeconds.optional(),
  renewDeadlineSeconds: leaseSeconds.optional(),
  retryPeriodSeconds: leaseSeconds.optional(),
  leaseAnnotations: z.record(z.string(), z.string()).optional(),
});

export const loadBalancerSchema = z.strictObject({
  enabled: flag,
  port: portNumber.optional(),
  forwardingMethod: z.enum(ForwardingMethod).optional(),
  backendCheckSeconds: checkSeconds.optional(),
});

export const bgpBfdSchema = z.strictObject({ intervalMilliseconds: bfdInterval.optional(), multiplier: bfdMultiplier.optional() });

export const bgpPeerSchema = z.strictObject({ address: z.string(), as: asNumber, password: text, multihop: flag, bfd: bgpBfdSchema.optional() });

export const routerSchema = z.strictObject({ name: z.string(), command: z.string() });

export const bgpHealthCheckSchema = z.strictObject({
  enabled: flag,
  address: text,
  caFile: text,
  periodSeconds: checkSeconds.optional(),
  timeoutSeconds: shortTimeout.optional(),
  failureThreshold: failures.optional(),
});

export const bgpSchema = z.strictObject({
  as: asNumber.optional(),
  peer: bgpPeerSchema.optional(),
  peers: z.array(bgpPeerSchema).optional(),
  passwordsInMirrorPod: flag,
  sourceAddress: text,
  sourceInterface: text,
  holdTimeSeconds: holdTime.optional(),
  keepaliveSeconds: keepalive.optional(),
  healthCheck: bgpHealthCheckSchema.optional(),
  routers: z.array(routerSchema).optional(),
});

export const metricsSchema = z.strictObject({ enabled: flag, address: text });

export const servicesSchema = z.strictObject({
  enabled: flag,
  perServiceElection: flag,
  interface: text,
  loadBalancerClassOnly: flag,
  loadBalancerClass: text,
  leaseName: text,
});
