// Random arguments for properties: valid ones in every mode and family, and damage to them.
import fc from "fast-check";
import { versionFacts } from "../../components/versions/facts";
import { DEFAULT_VERSION, RELEASES } from "../../components/versions/releases";
import type { ResolvedArgs } from "../../components/settings/resolved";

/** Releases without a defect that is an error whatever the settings. */
const VERSIONS = RELEASES.filter((version) => !["v1.1.0", "v1.2.2", "v0.8.4"].includes(version));

const octet = fc.integer({ min: 1, max: 254 });
const ipv4 = fc.tuple(fc.constantFrom(10, 172, 192), octet, octet, octet).map((parts) => parts.join("."));
const ipv6 = fc.array(fc.integer({ min: 1, max: 0xffff }), { minLength: 7, maxLength: 7 }).map((parts) => ["fd00", ...parts.map((part) => part.toString(16))].join(":"));
const name = fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);
const interfaceName = fc.stringMatching(/^(eth|ens|bond)[0-9]{1,3}$/);

const leases = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 })).map(([retry, more, most]) => ({
  retryPeriodSeconds: retry, renewDeadlineSeconds: Math.floor(retry * 1.2) + more, leaseDurationSeconds: Math.floor(retry * 1.2) + more + most,
}));

const hosts = fc.uniqueArray(fc.tuple(name, ipv4, fc.option(interfaceName, { nil: undefined })), { minLength: 1, maxLength: 9, selector: ([key]) => key })
  .map((items) => Object.fromEntries(items.map(([key, address, own]) => [key, { address, ...(own === undefined ? {} : { interface: own }) }])));

const peer = fc.record({ address: ipv4, as: fc.integer({ min: 1, max: 4294967295 }), password: fc.stringMatching(/^[A-Za-z0-9 .;=!-]{1,80}$/), multihop: fc.boolean() }, { requiredKeys: ["address", "as"] });

const features = fc.record({
  port: fc.integer({ min: 1024, max: 9000 }).filter((port) => port !== 2112),
  leaderElection: leases,
  loadBalancer: fc.record({ enabled: fc.boolean(), forwardingMethod: fc.constantFrom("local", "masquerade", "tunnel", "directroute", "bypass") }, { requiredKeys: [] }),
  metrics: fc.record({ enabled: fc.boolean(), address: fc.constantFrom(":2112", "127.0.0.1:9100", "[::1]:9100", "0.0.0.0:9100") }, { requiredKeys: [] }),
  image: fc.record({ version: fc.constantFrom(...VERSIONS), registry: fc.constantFrom("registry.example.org:5000", "ghcr.io"), pullPolicy: fc.constantFrom("IfNotPresent", "Always", "Never") }, { requiredKeys: [] }),
  logLevel: fc.constantFrom("error", "warn", "info", "debug"),
  distribution: fc.constantFrom("kubeadm", "binary", "rke2", "k3s", "k0s"),
  pod: fc.record({ labels: fc.dictionary(name, name), priorityClassName: fc.constantFrom("", "system-cluster-critical") }, { requiredKeys: [] }),
  timeouts: fc.record({ applySeconds: fc.integer({ min: 5, max: 3600 }) }, { requiredKeys: [] }),
}, { requiredKeys: [] });

const arp = fc.record({ mode: fc.constant("arp"), interface: fc.option(interfaceName, { nil: undefined }) });
const bgp = fc.record({ mode: fc.constant("bgp"), bgp: fc.record({ passwordsInMirrorPod: fc.boolean(), as: fc.integer({ min: 1, max: 4294967295 }), peers: fc.uniqueArray(peer, { minLength: 1, maxLength: 4, selector: ({ address }) => address }) }) });

function isDistinct(args: ResolvedArgs): boolean {
  const peers = args.bgp?.peers ?? [];
  const addresses = Object.values(args.hosts).map((host) => host.address);
  const all = [args.vip, ...addresses];
  return new Set(all).size === all.length && !peers.some((item) => item.address === args.vip);
}

/** Where a password can be nowhere else. */
function withConsent(args: ResolvedArgs): ResolvedArgs {
  if (args.bgp === undefined || versionFacts(args.image?.version ?? DEFAULT_VERSION).configFile) return args;
  return { ...args, bgp: { ...args.bgp, passwordsInMirrorPod: true } };
}

/** A session carries the family of its peer's address. */
function withPeersOfItsFamily(args: ResolvedArgs): ResolvedArgs {
  if (args.bgp?.peers === undefined || !args.vip.includes(":")) return args;
  return { ...args, bgp: { ...args.bgp, peers: args.bgp.peers.map((item, index) => ({ ...item, address: `fd00:ffff::${index + 1}` })) } };
}

/** Arguments that the checks must accept. */
export const validArgs: fc.Arbitrary<ResolvedArgs> = fc.tuple(fc.oneof(ipv4, ipv6), hosts, features, fc.oneof(arp, bgp))
  .map(([vip, all, rest, mode]) => ({ vip, hosts: all, ssh: { acceptAnyHostKey: true }, ...rest, ...mode }) as ResolvedArgs)
  .map(withConsent)
  .map(withPeersOfItsFamily)
  .filter(isDistinct);

/** All paths of leaves and branches in arguments. */
export function pathsIn(value: unknown, prefix = ""): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [`${prefix}${key}`, ...pathsIn(child, `${prefix}${key}.`)]);
}
