// Every place where our Pod deliberately differs from what kube-vip's own generator prints, with the reason. Nothing else may differ.
import { STANDARD_LABELS } from "../../components/manifest";
import type { LeaderElectionSettings } from "../../components/settings/settings";
import type { VersionFacts } from "../../components/versions";
import { FILLED_IN, readPeer } from "./askedSettings";
import type { Asked } from "./vectorCase";

/** One leaf that is not the same in both Pods; undefined: not there. */
export interface Difference {
  /** `spec.containers.kube-vip.env.vip_arp.value` */
  readonly path: string;
  readonly generator: unknown;
  readonly ours: unknown;
}

export interface Circumstances {
  readonly asked: Asked;
  readonly flags: readonly string[];
  readonly facts: VersionFacts;
  /** What our manifest is to hold, whatever the generator did. */
  readonly election: LeaderElectionSettings;
}

export interface DeliberateDifference {
  readonly id: string;
  readonly reason: string;
  readonly excuses: (difference: Difference, circumstances: Circumstances) => boolean;
}

const CONTAINER = "spec.containers.kube-vip";
const env = (name: string): string => `${CONTAINER}.env.${name}`;

const isEmptyMap = (value: unknown): boolean => typeof value === "object" && value !== null && Object.keys(value).length === 0;
const weAdd = ({ generator, ours }: Difference, value: unknown): boolean => generator === undefined && ours === value;
/** The generator names a variable without giving it a value, and we leave it out. */
const weOmitValueless = ({ path, generator, ours }: Difference, name: string): boolean => path === env(name) && isEmptyMap(generator) && ours === undefined;

export const DELIBERATE_DIFFERENCES: readonly DeliberateDifference[] = [
  {
    id: "no-empty-peer",
    reason: "kube-vip takes an empty variable for unset, so an empty bgp_peeraddress or bgp_peerpass says nothing.",
    excuses: (difference, { asked }) =>
      (weOmitValueless(difference, "bgp_peeraddress") && !asked.bgp?.peer) || (weOmitValueless(difference, "bgp_peerpass") && !asked.bgp?.peer?.password),
  },
  {
    id: "four-peer-fields",
    reason: "We always write all four fields of a peer, since a missing one is a matter of the version; what kube-vip reads is the same.",
    excuses: ({ path, generator, ours }) => path === `${env("bgp_peers")}.value` && typeof generator === "string" && typeof ours === "string" && readsTheSamePeers(generator, ours),
  },
  {
    id: "leases-always-written",
    reason: "ARP elects whatever vip_leaderelection says, and kube-vip's own lease defaults changed at v1.1.0, so nothing is left to them.",
    excuses: (difference, { asked, election }) =>
      !asked.leaderElection && Object.entries(leaseVariables(election)).some(([name, value]) => difference.path === `${env(name)}.value` && weAdd(difference, value)),
  },
  {
    id: "router-id-given",
    reason: "An empty router id ends kube-vip, so there is always one: the host's own address when none was asked for.",
    excuses: (difference, { asked }) => asked.mode === "bgp" && !asked.bgp?.routerId &&
      (weOmitValueless(difference, "bgp_routerid") || (difference.path === `${env("bgp_routerid")}.value` && weAdd(difference, FILLED_IN.routerId))),
  },
  {
    id: "interface-given",
    reason: "Without vip_interface kube-vip takes that of the default route and ends when that route goes; we always name one.",
    excuses: (difference, { asked }) => asked.interface === undefined && difference.path === `${env("vip_interface")}.value` &&
      weAdd(difference, asked.mode === "bgp" ? "lo" : FILLED_IN.interface),
  },
  {
    id: "ipv6-prefix-in-v0.8.0",
    reason: "v0.8.0 derives no prefix length and writes 32 for an IPv6 VIP too; ours is 128.",
    excuses: ({ path, generator, ours }, { asked, facts }) =>
      facts.version.tag === "v0.8.0" && asked.vip.includes(":") && path === `${env("vip_cidr")}.value` && generator === "32" && (ours === "128" || ours === "32,128"),
  },
  {
    id: "metrics-off-by-argument",
    reason: "An empty prometheus_server does not switch metrics off; the argument does.",
    excuses: (difference, { asked }) => asked.prometheus === "" &&
      (weOmitValueless(difference, "prometheus_server") ||
        (difference.path === `${CONTAINER}.args.1` && weAdd(difference, "--prometheusHTTPServer")) ||
        (difference.path === `${CONTAINER}.args.2` && weAdd(difference, ""))),
  },
  {
    id: "drop-all-capabilities",
    reason: "kube-vip needs NET_ADMIN and NET_RAW only; its generator drops the others from v0.8.10 on, we always do.",
    excuses: (difference, { facts }) => !facts.generatorDropsCapabilities && difference.path === `${CONTAINER}.securityContext.capabilities.drop.ALL` && weAdd(difference, true),
  },
  {
    id: "privileged-only-for-masquerade-in-use",
    reason: "The generator makes the container privileged for the word masquerade alone; without load balancing nothing needs that.",
    excuses: (difference, { asked, flags }) => asked.lb === undefined && !flags.includes("--enableLoadBalancer") && flags.includes("masquerade") &&
      ((difference.path === `${CONTAINER}.securityContext.privileged` && difference.generator === true && difference.ours === undefined) ||
        (["add.NET_ADMIN", "add.NET_RAW", "drop.ALL"].some((leaf) => difference.path === `${CONTAINER}.securityContext.capabilities.${leaf}`) && weAdd(difference, true))),
  },
  {
    id: "kubeconfig-read-only",
    reason: "kube-vip only reads its kubeconfig.",
    excuses: (difference) => difference.path === `${CONTAINER}.volumeMounts.kubeconfig.readOnly` && weAdd(difference, true),
  },
  {
    id: "kubeconfig-is-a-file",
    reason: "Without a type, the container runtime makes a folder in the place of a missing kubeconfig.",
    excuses: (difference) => difference.path === "spec.volumes.kubeconfig.hostPath.type" && weAdd(difference, "File"),
  },
  {
    id: "labels",
    reason: "The generator sets no labels, so that the upgrade guide's `-l app=kube-vip` finds nothing.",
    excuses: (difference) => Object.entries(STANDARD_LABELS).some(([label, value]) => difference.path === `metadata.labels.${label}` && weAdd(difference, value)),
  },
  {
    id: "priority-class",
    reason: "A control plane's VIP must be the last to be evicted from its node.",
    excuses: (difference) => difference.path === "spec.priorityClassName" && weAdd(difference, "system-node-critical"),
  },
  {
    id: "no-empty-fields",
    reason: "An unset creationTimestamp, an empty status and empty resources are left-overs of Go's serialisation and say nothing.",
    excuses: ({ path, generator, ours }) => ours === undefined &&
      ((path === "metadata.creationTimestamp" && generator === null) || ((path === "status" || path === `${CONTAINER}.resources`) && isEmptyMap(generator))),
  },
];

function leaseVariables(election: LeaderElectionSettings): Readonly<Record<string, string>> {
  return {
    vip_leaderelection: "false",
    vip_leasename: election.leaseName,
    vip_leaseduration: String(election.leaseDurationSeconds),
    vip_renewdeadline: String(election.renewDeadlineSeconds),
    vip_retryperiod: String(election.retryPeriodSeconds),
  };
}

function readsTheSamePeers(generator: string, ours: string): boolean {
  const read = (text: string): string => JSON.stringify(text.split(",").map(readPeer));
  try {
    return read(generator) === read(ours);
  } catch {
    return false;
  }
}
