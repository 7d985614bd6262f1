// Random settings as the checks could let them through, for property tests.
import fc from "fast-check";
import { ForwardingMethod, LogLevel } from "../../components/settings/choices";
import type { BgpPeer, HostSettings, Settings } from "../../components/settings/settings";
import { supportedVersions, versionFacts, type Version } from "../../components/versions";

const ipv4 = fc.tuple(fc.integer({ min: 1, max: 223 }), fc.nat(255), fc.nat(255), fc.integer({ min: 1, max: 254 })).map((bytes) => bytes.join("."));
const ipv6 = fc.tuple(fc.integer({ min: 1, max: 0xffff }), fc.integer({ min: 1, max: 0xffff })).map(([a, b]) => `fd00:${a.toString(16)}::${b.toString(16)}`);
const vips = fc.oneof(ipv4.map((ip) => [ip]), ipv6.map((ip) => [ip]), fc.tuple(ipv4, ipv6));
const port = fc.integer({ min: 1, max: 65535 });
const seconds = fc.integer({ min: 1, max: 600 });
const as = fc.integer({ min: 1, max: 4294967295 });
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/);
const linkName = fc.constantFrom("eth0", "lo", "bond0", "enp1s0f0", "br-lan.12");
/** Texts that trip YAML parsers, and any others. */
const hostileText = fc.oneof(
  fc.constantFrom("yes", "on", "null", "~", "012", "1:30", "0x1f", "1e3", "2001-01-01", "# no comment", "a: b", "- a", "*a", "&a", "!a", "%a", "@a", "`", "'", '"', "\\", "{}", "[]", "<<", "=", "a\nb", "\t", " a ", "ü", "\u0085", "\u2028", "😀"),
  fc.string({ minLength: 1, maxLength: 30, unit: "grapheme" }),
);
const key = fc.oneof(fc.stringMatching(/^[a-z][a-z0-9./-]{0,20}[a-z0-9]$/), fc.constantFrom("on", "y", "null", "1", "0x1"));
const texts = fc.dictionary(key, hostileText, { maxKeys: 3, noNullPrototype: true });
const quantities = fc.dictionary(fc.constantFrom("cpu", "memory", "ephemeral-storage"), fc.constantFrom("50m", "1", "64Mi", "1e3"), { noNullPrototype: true });
/** Names that every version reads and no setting writes. */
const environment = fc.dictionary(fc.constantFrom("vip_arpRate", "annotation", "mirror_dest_interface", "egress_podcidr", "iptables_backend"), hostileText, { noNullPrototype: true });

const peer: fc.Arbitrary<BgpPeer> = fc.record({ address: fc.oneof(ipv4, ipv6), as, hasPassword: fc.boolean(), multihop: fc.boolean() });
const healthCheck = fc.record(
  { address: fc.constantFrom("https://kubernetes:6443/livez", "http://127.0.0.1:8080/"), caFile: fc.constantFrom("/var/lib/pulumi-kube-vip/ca.crt", "/etc/kubernetes/pki/ca.crt"), periodSeconds: seconds, timeoutSeconds: seconds, failureThreshold: seconds },
  { requiredKeys: ["address", "periodSeconds", "timeoutSeconds", "failureThreshold"] },
);
const bgp = fc.record(
  { as, peers: fc.array(peer, { maxLength: 3 }), peersIn: fc.constantFrom("variables" as const, "file" as const), peer, sourceAddress: ipv4, sourceInterface: linkName, holdTimeSeconds: seconds, keepaliveSeconds: seconds, healthCheck },
  { requiredKeys: ["as", "peers", "peersIn"] },
);
const host: fc.Arbitrary<HostSettings> = fc.record({ address: ipv4, interface: linkName, nodeName: name, routerId: ipv4 }, { requiredKeys: ["address"] });

const leaderElection = fc.record({
  enabled: fc.boolean(), leaseName: name, namespace: name, leaseDurationSeconds: seconds, renewDeadlineSeconds: seconds, retryPeriodSeconds: seconds, leaseAnnotations: texts,
});
const loadBalancer = fc.record(
  { enabled: fc.boolean(), port, forwardingMethod: fc.constantFrom(...Object.values(ForwardingMethod)), backendCheckSeconds: seconds },
  { requiredKeys: ["enabled", "port", "forwardingMethod"] },
);
const services = fc.record(
  { enabled: fc.boolean(), perServiceElection: fc.boolean(), interface: linkName, loadBalancerClassOnly: fc.boolean(), loadBalancerClass: name, leaseName: name },
  { requiredKeys: ["enabled", "perServiceElection", "loadBalancerClassOnly", "leaseName"] },
);
const pod = fc.record(
  { labels: texts, annotations: texts, requests: quantities, limits: quantities, priorityClassName: name, environment },
  { requiredKeys: ["labels", "annotations", "requests", "limits", "environment"] },
);

/** A supported version. */
export const version: fc.Arbitrary<Version> = fc.constantFrom(...supportedVersions());

/** Settings of one to three hosts. Without a patch, which may break anything. */
export const settings: fc.Arbitrary<Settings> = fc
  .record({
    version, vips, port, leaderElection, loadBalancer, services, pod, mode: fc.constantFrom("arp" as const, "bgp" as const), bgp,
    hosts: fc.dictionary(name, host, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
    metrics: fc.record({ enabled: fc.boolean(), address: fc.oneof(port.map((p) => `:${p}`), port.map((p) => `127.0.0.1:${p}`)) }),
    optional: fc.record({ kubernetesAddress: ipv4.map((ip) => `${ip}:6443`), logLevel: fc.constantFrom(...Object.values(LogLevel)), healthCheckPort: fc.integer({ min: 1024, max: 65535 }), scopedAccess: fc.constant({ lifetimeSeconds: 31_536_000 }) }, { requiredKeys: [] }),
    nodeLabeling: fc.boolean(),
    kubeconfig: fc.constantFrom("/etc/kubernetes/admin.conf", "/etc/kubernetes/admin.kubeconfig", "/etc/my configs/admin #1.conf"),
  })
  .map(({ version, optional, bgp, kubeconfig, vips, ...rest }) => {
    const { healthCheckPort, ...others } = optional;
    return {
      ...rest, ...others, vips,
      ...(healthCheckPort !== undefined && versionFacts(version).healthCheckPort ? { healthCheckPort } : {}),
      ...(rest.mode === "bgp" ? { bgp: versionFacts(version).controlPlaneHealthCheck ? bgp : { ...bgp, healthCheck: undefined } } : {}),
      prefixLengths: vips.map((vip) => (vip.includes(":") ? 128 : 32)),
      distribution: "kubeadm" as const,
      image: { version: version.tag, reference: `ghcr.io/kube-vip/kube-vip:${version.tag}`, pullPolicy: "IfNotPresent" as const, beforehand: true },
      paths: { manifests: "/etc/kubernetes/manifests", manifest: "/etc/kubernetes/manifests/kube-vip.yaml", kubeconfig, programs: "/opt/kubernetes" },
      containerRuntime: "containerd" as const,
      timeouts: { applySeconds: 120, proofSeconds: 60, removeSeconds: 60, pullSeconds: 600, observeSeconds: 15 }, observe: "auto", findings: {}, rollout: { retry: "", replace: "" },
      adopt: false,
    };
  });
