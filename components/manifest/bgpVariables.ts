// The BGP variables: sessions in the generator's order, peers in the grammar of their version.
import type { BgpPeer, BgpSettings } from "../settings/settings";
import { CA_IN_CONTAINER } from "./caFile";
import { passwordPlaceholder } from "./placeholders";
import { variable, variables, type Variables } from "./variable";

/** What the generator writes as AS of the single peer when there is none (kube-vip's flag default, cmd/kube-vip.go); without an address nothing reads it. */
const UNUSED_PEER_AS = 65000;

/**
 * One entry of `bgp_peers`: `address:as:password:multihop`, always four fields, since an empty fourth ends kube-vip below v1.2.0, and more only
 * for BFD, the seventh, where the fields in between keep their defaults: the port is always 179.
 * @param password what stands for it, where the peer has one
 */
export function peerEntry(peer: BgpPeer, password: string): string {
  const host = peer.address.includes(":") ? `[${peer.address}]` : peer.address;
  return [host, peer.as, peer.hasPassword ? password : "", peer.multihop, ...(peer.bfd ? ["179", "", bfdField(peer.bfd)] : [])].join(":");
}

/** `enabled;receive;transmit;multiplier`. kube-vip hands the intervals to GoBGP as they are, which counts microseconds (v1.2.3 pkg/bgp/peers.go, gobgp v4.8.0 docs/sources/bfd.md). */
function bfdField({ intervalMilliseconds, multiplier }: NonNullable<BgpPeer["bfd"]>): string {
  const interval = intervalMilliseconds * 1000;
  return [true, interval, interval, multiplier].join(";");
}

/** `bgp_routerid` to `bgp_peers`, in the order of pkg/kubevip/config_generator.go; an empty password is left out, since kube-vip takes it for unset. */
export function bgpVariables(bgp: BgpSettings, routerId: string): Variables {
  // One variable that names a peer would take the place of all in the file.
  const { peer, peers } = bgp.peersIn === "file" ? { peers: [] } : bgp;
  return [
    variable("bgp_enable", true),
    variable("bgp_routerid", routerId),
    variable("bgp_as", bgp.as),
    ...variables(peer && { bgp_peeraddress: peer.address }),
    ...variables(peer?.hasPassword && { bgp_peerpass: passwordPlaceholder("peer") }),
    variable("bgp_peeras", peer?.as ?? UNUSED_PEER_AS),
    ...variables({ bgp_sourceif: bgp.sourceInterface, bgp_sourceip: bgp.sourceAddress }),
    ...variables(peers.length > 0 && { bgp_peers: peers.map((entry, index) => peerEntry(entry, passwordPlaceholder(String(index)))).join(",") }),
  ];
}

/** The check that gates announcements, in the generator's order: after the peers. */
export function healthCheckVariables({ healthCheck }: BgpSettings): Variables {
  return variables(healthCheck && {
    control_plane_health_check_address: healthCheck.address,
    control_plane_health_check_period_seconds: healthCheck.periodSeconds,
    control_plane_health_check_timeout_seconds: healthCheck.timeoutSeconds,
    control_plane_health_check_failure_threshold: healthCheck.failureThreshold,
    control_plane_health_check_ca_path: healthCheck.caFile === undefined ? undefined : CA_IN_CONTAINER,
  });
}

/** BGP variables that the generator never writes though kube-vip reads them. */
export function bgpVariablesBeyondTheGenerator(bgp: BgpSettings): Variables {
  return variables({
    bgp_multihop: bgp.peersIn === "variables" && bgp.peer?.multihop ? true : undefined,
    bgp_hold_time: bgp.holdTimeSeconds,
    bgp_keepalive_interval: bgp.keepaliveSeconds,
  });
}
