// What the hosts of a lab show of an IPv6 VIP.
import { lan } from "../../lab/network/addresses";
import type { Lab } from "../../lab/session";
import type { Proof } from "../../components/plan/proof";
import type { Workspace } from "../../lab/pulumi/workspace";
import { type Outputs, outputsOf } from "../lab/stack";

export const HOSTS = ["cp1", "cp2", "cp3"];
export const VIP6 = lan.vips6[0];

export interface Proven extends Outputs {
  readonly holders: string[];
  readonly proof: Proof;
}

export async function provenOf(stack: Workspace): Promise<Proven> {
  return (await outputsOf(stack)) as unknown as Proven;
}

/** The line of `ip addr` for an address on a host, with its flags; empty where it is not there. */
export async function addressOn(lab: Lab, host: string, address: string): Promise<string> {
  return (await lab.on(host, `ip -o addr show to ${address}`)).stdout.trim();
}

export async function macOn(lab: Lab, host: string): Promise<string> {
  return (await lab.on(host, "cat /sys/class/net/eth0/address")).stdout.trim();
}

/** The MAC of the machine that is none of the hosts. */
export async function bridgeMac(lab: Lab): Promise<string> {
  return (await lab.inside("cat", [`/sys/class/net/${lan.bridge}/address`])).stdout.trim();
}
