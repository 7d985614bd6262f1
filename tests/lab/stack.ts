// The repository's own stack program, run by the real engine on a lab.
import { join } from "node:path";
import { createWorkspace, type Workspace } from "../../lab/pulumi/workspace";
import type { StackConfig } from "../../lab/pulumi/project";
import type { Lab } from "../../lab/session";
import { ensureToolchain } from "../../lab/toolchain";

export const REPOSITORY = join(__dirname, "..", "..");

/** The newest kube-vip that the lab has: later ones are not to be had as Go modules. */
export const LAB_VERSION = "v1.2.1";

/** Leases as short as the role's, so that a failover does not make the suite long. */
export const SHORT_LEASES = { leaseDurationSeconds: 6, renewDeadlineSeconds: 4, retryPeriodSeconds: 1 };

/** For an operation whose preview nobody looks at. */
export const AT_ONCE = { args: ["--skip-preview"] };

export type Json = Record<string, unknown>;

/** The arguments that a stack's `settings` holds; deep parts are replaced, not merged. */
export function labSettings(over: Json = {}): { value: string } {
  return { value: JSON.stringify({ image: { version: LAB_VERSION }, leaderElection: SHORT_LEASES, ...over }) };
}

export function labConfig(lab: Lab, over: StackConfig = {}): StackConfig {
  return {
    vip: { value: lab.vip },
    hosts: { value: JSON.stringify(Object.fromEntries(lab.hosts.map((host) => [host.name, { address: host.address }]))) },
    knownHosts: { value: lab.ssh.knownHosts },
    sshPrivateKey: { value: lab.ssh.privateKey, secret: true },
    settings: labSettings(),
    ...over,
  };
}

/** A stack of its own; the hosts are the lab's, so destroy it or reset them. */
export async function labStack(lab: Lab, over: StackConfig = {}, program = REPOSITORY): Promise<Workspace> {
  const toolchain = await ensureToolchain(() => {});
  return createWorkspace({ program, config: labConfig(lab, over), toolchain, inside: (command, args) => lab.insideCommand(command, args) });
}

/** The stack outputs that tests look at. */
export interface Outputs {
  endpoint: string;
  holder: string;
  healthz: { status: string; httpCode: number; tlsVerified: boolean; asked: number; answered: number; from: string[] };
  proof: { agreed: { address: string; neighbour: string; lease: string } };
  rollout: { hosts: { host: string; change: string; why: string[] }[]; parallel: boolean; vipGapMs?: number; fromHere?: { httpCode: number; failure: string } };
  hosts: Record<string, { phase: string; containerId: string; startedAt: string; appliedAt: string; manifestSha256: string; imageDigest: string; interface: string; modules: string[] }>;
}

export async function outputsOf(stack: Workspace): Promise<Outputs> {
  return (await stack.outputs()) as unknown as Outputs;
}
