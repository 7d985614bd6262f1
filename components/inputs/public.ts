// The arguments without credentials: what settings and manifests are made from, so that no secret taints or enters them.
import { Output } from "@pulumi/pulumi";
import { Mode } from "../settings/choices";
import type { KubeVipArgs } from "../settings/args";
import type { BgpArgs, BgpPeerArgs } from "../settings/featureArgs";
import type { HostArgs } from "../settings/sshArgs";

/** Stands where a password was given, so that the settings know there is one. */
const PRESENT = "given";

function withoutPassword(peer: BgpPeerArgs): BgpPeerArgs {
  return peer.password === undefined ? peer : { ...peer, password: PRESENT };
}

function withoutPasswords(bgp: BgpArgs): BgpArgs {
  return { ...bgp, ...(bgp.peer && { peer: withoutPassword(bgp.peer) }), ...(bgp.peers && { peers: bgp.peers.map(withoutPassword) }) };
}

// An address is in no ARP manifest. A stand-in of its own from TEST-NET-2 (RFC 5737) keeps manifests known at preview while the machine is still to be made.
function withoutLateAddress(host: HostArgs, index: number, mode: KubeVipArgs["mode"]): HostArgs {
  const { ssh: _, ...rest } = host;
  const late = Output.isInstance(host.address) || host.address instanceof Promise;
  return late && (mode ?? Mode.Arp) === Mode.Arp ? { ...rest, address: `198.51.100.${index + 1}` } : rest;
}

/** Arguments with which settings for the manifests are resolved. Never for checks: those see the real ones. */
export function publicArgs(args: KubeVipArgs): KubeVipArgs {
  const { ssh: _, ...rest } = args;
  const hosts = Object.entries(args.hosts ?? {}).map(([key, host], index) => [key, withoutLateAddress(host, index, args.mode)] as const);
  return { ...rest, hosts: Object.fromEntries(hosts), ...(args.bgp && { bgp: withoutPasswords(args.bgp) }) };
}
