// Where each host is reached, for those whose address and credentials are known.
import * as pulumi from "@pulumi/pulumi";
import { connectionTo } from "../hosts/connection";
import type { ResolvedConnection } from "../hosts/session/resolvedConnection";
import type { KubeVipArgs } from "../settings/args";
import type { ResolvedArgs } from "../settings/resolved";
import { valueIfKnown } from "./waiting";

export interface Target {
  readonly connection: ResolvedConnection;
  /** Its address, or that of the bastion, is another resource's output: a machine that may still be starting. */
  readonly late: boolean;
}

function isLate(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** Undefined while not known. The arguments have passed the checks as far as they are known. */
export async function targetOf(args: KubeVipArgs, key: string): Promise<Target | undefined> {
  const host = args.hosts[key]!;
  const part = await valueIfKnown(pulumi.output({ vip: args.vip, ssh: args.ssh, hosts: { [key]: host } }));
  if (part === undefined) return undefined;
  return { connection: connectionTo(part as unknown as ResolvedArgs, key), late: [host.ssh?.address ?? host.address, args.ssh?.bastion?.address].some(isLate) };
}
