// What the agent prints, parsed: a host report after `apply`, a witness report after `witness`.
import { z } from "zod";
import { rolloutReport } from "../plan/rolloutReport";
import { bgpSessions } from "./bgpSession";
import { parseIpvs } from "./ipvs";

const hostReport = z.object({
  host: z.string(),
  /** The host is no control plane yet, and nothing was done. */
  pending: z.boolean().default(false),
  changed: z.boolean(),
  manifest: z.object({ path: z.string(), sha256: z.string() }),
  containerId: z.string(),
  startedAt: z.string(),
  interface: z.string(),
  modules: z.array(z.string()),
  appliedAt: z.string(),
});
export type HostReport = z.infer<typeof hostReport>;

const agentReport = z.object({
  /** No kube-vip was on the host: neither ours nor anybody's. */
  fresh: z.boolean(),
  /** Mark of the run that created the agent; empty after an update. */
  run: z.string(),
});
export type AgentReport = z.infer<typeof agentReport>;

const accessReport = z.object({
  host: z.string(),
  /** Name by which kube-vip logs in; empty where no cluster is there yet that could sign its certificate. */
  user: z.string(),
  /** Until when the certificate is valid, as openssl writes it: `Nov 29 21:26:00 2027 GMT`. */
  expires: z.string(),
});
export type AccessReport = z.infer<typeof accessReport>;

/** Of a host whose kube-vip uses the kubeconfig's login. */
export const NO_ACCESS: AccessReport = { host: "", user: "", expires: "" };

const sighting = z.object({
  vip: z.string(),
  url: z.string(),
  /** The host holds this address itself, so its own answer proves nothing about the network. */
  own: z.boolean(),
  asked: z.number(),
  answered: z.number(),
  httpCode: z.number(),
  latencyMs: z.number(),
  ping: z.boolean().nullable(),
  /** MAC of the interface that has the VIP, lower case; empty where the host does not hold it, or holds it on an interface without MAC such as `lo`. */
  mac: z.string(),
  /** MACs that answered a fresh ARP or neighbour probe; null where none could be made, as where a router is in between or the host holds the VIP. */
  neighbours: z.array(z.string()).nullable().default(null),
});
export type Sighting = z.infer<typeof sighting>;

// What has a default was not in the reports of version 0.1.0, which a stack's state may still hold.
const witnessReport = z.object({
  host: z.string(),
  /** The host is no control plane yet, and tells nothing. */
  pending: z.boolean().default(false),
  /** Why nothing was proven; empty when something was. */
  emergency: z.string().default(""),
  node: z.string(),
  holds: z.boolean(),
  /** A lease decides who holds the VIP. */
  elects: z.boolean().default(false),
  /** Name of the Node that the lease names; empty without election or when it cannot be read. */
  lease: z.string(),
  /** Milliseconds since the lease was renewed, at most; by the host's clock, or as it was seen being renewed where clocks are apart. Null where it cannot be read. */
  leaseAgeMs: z.number().nullable().default(null),
  leaseMs: z.number().nullable().default(null),
  /** How often the lease has changed hands: of two reports that differ, the one with more is the later one. */
  leaseTransitions: z.number().nullable().default(null),
  /** The lease named the same Node from before the neighbours were asked until after they had answered. */
  settled: z.boolean().default(false),
  /** MACs of the host's interfaces that may answer for an address. */
  macs: z.array(z.string()).default([]),
  vips: z.array(sighting),
  containerId: z.string(),
  /** `sha256:...`; empty when neither the mirror Pod nor the container runtime told. */
  imageDigest: z.string(),
  mirrorPod: z.string(),
  metrics: z.boolean().nullable(),
  /** IPVS's services at the VIP's port; null where the host has no VIP, or connections are not spread. */
  ipvs: z.string().transform(parseIpvs).nullable().default(null),
  /** BGP sessions with all peers; null without BGP. */
  bgp: bgpSessions.nullable().default(null),
  /** The last rollout, as its program had it noted. */
  rollout: rolloutReport.nullable().default(null),
});
export type WitnessReport = z.infer<typeof witnessReport>;

/** Under Pulumi's mocks, which users' own unit tests run with, no command runs and nothing is printed: then the report says nothing. */
function parse<T>(schema: z.ZodType<T>, text: string | undefined, what: string, silent: T): T {
  if (text === undefined || text === "") return silent;
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${what} is not what the agent of this version prints; the host may run an older agent, so run \`pulumi up\` for the whole component. (${(error as Error).message})`);
  }
}

export function parseAgentReport(text: string | undefined): AgentReport {
  return parse(agentReport, text, "The report of an agent", { fresh: false, run: "" });
}

export function parseAccessReport(text: string | undefined): AccessReport {
  return parse(accessReport, text, "The report of kube-vip's own login", NO_ACCESS);
}

export function parseHostReport(text: string | undefined): HostReport {
  return parse(hostReport, text, "The report of a host", { host: "", pending: false, changed: false, manifest: { path: "", sha256: "" }, containerId: "", startedAt: "", interface: "", modules: [], appliedAt: "" });
}

export function parseWitnessReport(text: string | undefined): WitnessReport {
  return parse(witnessReport, text, "The report of a witness", {
    host: "",
    pending: false,
    emergency: "",
    node: "",
    holds: false,
    elects: false,
    lease: "",
    leaseAgeMs: null,
    leaseMs: null,
    leaseTransitions: null,
    settled: false,
    macs: [],
    vips: [],
    containerId: "",
    imageDigest: "",
    mirrorPod: "Unknown",
    metrics: null,
    ipvs: null,
    bgp: null,
    rollout: null,
  });
}
