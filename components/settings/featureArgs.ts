// What kube-vip does: leader election, load balancing, BGP, metrics, Services: arguments.
import type { Input } from "@pulumi/pulumi";
import type { ForwardingMethod } from "./choices";

/** The lease that elects the holder. Identical on all hosts: duration > renew deadline > 1.2 x retry period, or client-go panics at start. */
export interface LeaderElectionArgs {
  /** ARP always elects, whatever is said here. In BGP mode true means that one host announces, false that all do. Default: true in ARP, false in BGP. */
  enabled?: Input<boolean>;
  /** Name of the Lease object. Default `plndr-cp-lock`. */
  leaseName?: Input<string>;
  /** Namespace of the Lease object. Default `kube-system`. */
  namespace?: Input<string>;
  /** Seconds until others may take the VIP of a holder that went silent, at least 1. Default 15. */
  leaseDurationSeconds?: Input<number>;
  /** Seconds for which a holder tries to renew before it gives up, at least 1. Default 10. */
  renewDeadlineSeconds?: Input<number>;
  /** Seconds between tries, at least 1. Default 2. */
  retryPeriodSeconds?: Input<number>;
  /** Annotations of the Lease object. Default none. */
  leaseAnnotations?: Input<Record<string, Input<string>>>;
}

/** IPVS load balancing of the API servers behind the VIP. */
export interface LoadBalancerArgs {
  /** Default true, as in the Ansible role. */
  enabled?: Input<boolean>;
  /** Port of the VIP, where it is not `port`; only `masquerade` can rewrite ports. Default: `port`. */
  port?: Input<number>;
  /** Default `local`, which hands packets to the holder's own API server; `masquerade` spreads them over all. */
  forwardingMethod?: Input<ForwardingMethod>;
  /** Seconds between checks of a backend, at least 1. Default 5. */
  backendCheckSeconds?: Input<number>;
}

/** BFD, by which both sides see within a second that the other is gone; the router must speak it with each host too. */
export interface BgpBfdArgs {
  /** Milliseconds between packets that this side sends, and wants to receive at least, 50 to 60000. Default 300. */
  intervalMilliseconds?: Input<number>;
  /** Packets that may be missing until the session is dead, 2 to 255. Default 3. */
  multiplier?: Input<number>;
}

/** One BGP peer. */
export interface BgpPeerArgs {
  /** The peer's address, IPv4 or IPv6 (without brackets). The port is always 179. */
  address: Input<string>;
  /** The peer's AS number, 1 to 4294967295. */
  as: Input<number>;
  /**
   * TCP-MD5 password, at most 80 bytes. Kept secret: from kube-vip v1.0.1 on it lies in a file of the host that root alone may read. Below that it is a variable of the static Pod, for which
   * `passwordsInMirrorPod` must be given, and in a list of peers it must hold no `,`, `:` or `/`.
   */
  password?: Input<string>;
  /** The peer is more than one hop away. Default false. */
  multihop?: Input<boolean>;
  /** Since kube-vip v1.2.2, for peers of the list that are one hop away. An empty group is BFD with its defaults. Default: none. */
  bfd?: BgpBfdArgs;
}

/** A router that is asked for its routes to the VIP. */
export interface RouterArgs {
  /** For messages and outputs. */
  name: Input<string>;
  /**
   * A shell command, run where Pulumi runs, that prints the router's routes to the VIP with their next hops in any form that has the addresses in it, as
   * `ssh -n router1 vtysh -c "show ip route 10.0.0.100/32"` or `ssh -n router1 birdc show route for 10.0.0.100`. It changes nothing, ends by itself within 15 s, and is
   * asked again until the routes are there or `timeouts.proofSeconds` have passed.
   */
  command: Input<string>;
}

/**
 * The check by which a host stops announcing the VIP when its API server is dead: kube-vip asks a URL without credentials, and announces only while that answers 200. A route is withdrawn
 * within `periodSeconds` x `failureThreshold` + `timeoutSeconds`: 23 s by default.
 */
export interface BgpHealthCheckArgs {
  /**
   * Default: true where every host announces, since kube-vip v1.2.0. With leader election false, since a host whose API server is dead loses the lease. Where the API server answers nobody
   * without credentials, no host would announce: the finding `announcement-refused` says so, and then this must be false.
   */
  enabled?: Input<boolean>;
  /** What is asked, `http` or `https`. Default `https://kubernetes:<port>/livez`: the host's own API server by the name that kube-vip finds it by, which is in its certificate. */
  address?: Input<string>;
  /** File on the hosts with the CA of that URL, PEM. Default: the CA in the kubeconfig, which is put into `/var/lib/pulumi-kube-vip/ca.crt`. */
  caFile?: Input<string>;
  /** Seconds between checks, 1 to 3600. Default 10: kube-vip v1.2.0 to v1.2.3 never gives back the memory of a check (#1778 saw 18 MB an hour at 5 s). */
  periodSeconds?: Input<number>;
  /** Seconds until an answer is late, 1 to 600, at most `periodSeconds`. Default 3. */
  timeoutSeconds?: Input<number>;
  /** Failures in a row until the route is withdrawn, 1 to 100. One success announces it again. Default 2. */
  failureThreshold?: Input<number>;
}

/** BGP. */
export interface BgpArgs {
  /** The hosts' AS number, 1 to 4294967295. Default 65000. */
  as?: Input<number>;
  /** The one peer, written in the variables for a single peer, where a password may hold any character; without multihop. */
  peer?: BgpPeerArgs;
  /** All peers, when there are several or one that needs multihop. */
  peers?: BgpPeerArgs[];
  /**
   * Consents to passwords in variables of the static Pod: whoever may read Pods in kube-system reads them in the mirror Pod. Needed below kube-vip v1.0.1, which reads them nowhere else.
   * Default false.
   */
  passwordsInMirrorPod?: Input<boolean>;
  /** Address that sessions come from. Not together with `sourceInterface`. */
  sourceAddress?: Input<string>;
  /** Interface whose address sessions come from. Not together with `sourceAddress`. */
  sourceInterface?: Input<string>;
  /** Seconds of silence until a session is dead, 3 to 65535. Default 30. */
  holdTimeSeconds?: Input<number>;
  /** Seconds between keepalives, less than the hold time. Default 10. */
  keepaliveSeconds?: Input<number>;
  /** Announce the VIP only while the API server is alive. */
  healthCheck?: BgpHealthCheckArgs;
  /** Routers that must have the route, each with every host as next hop, or with the one that announces. Asked after every change, and after a proof that failed; not with `observe: never`. Default: none is asked. */
  routers?: RouterArgs[];
}

/** Prometheus metrics. */
export interface MetricsArgs {
  /** Default true, as in the Ansible role. False passes an argument, since kube-vip ignores an empty variable. */
  enabled?: Input<boolean>;
  /** Listen address, `:port` for all addresses or `address:port`. The port must be free on every host. Default `:2112`. */
  address?: Input<string>;
}

/** kube-vip as load balancer of Services. It announces addresses and gives none: a Service names its own, or somebody else does. */
export interface ServicesArgs {
  /** Default false. */
  enabled?: Input<boolean>;
  /** Each Service's addresses are held by a host of its own, elected by a lease `kubevip-NAME` in the Service's namespace. Default false: one host holds all of them. */
  perServiceElection?: Input<boolean>;
  /** Interface of Service addresses in ARP mode; `auto`: for each address the one whose network holds it. Default: that of the VIP. */
  interface?: Input<string>;
  /** Only Services whose `spec.loadBalancerClass` is kube-vip's. Default false: those without a class too. */
  loadBalancerClassOnly?: Input<boolean>;
  /** The load balancer class. Default: kube-vip's, `kube-vip.io/kube-vip-class`. */
  loadBalancerClass?: Input<string>;
  /** Name of the Lease object that elects the host of all Services, in the namespace of the VIP's; ARP mode without `perServiceElection`. Default `plndr-svcs-lock`. */
  leaseName?: Input<string>;
}
