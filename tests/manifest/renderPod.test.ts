// The Pod for settings chosen by hand: what stands in it and in which order.
import { renderFirstManifest, renderManifest } from "../../components/manifest";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderPod } from "../../components/manifest";
import { examples } from "./examples";

const { basic, bgpPeers, bgpPasswords, dualStack, everything } = examples;
const container = (of: typeof basic, host = "cp1") => renderPod(of, host).spec.containers[0]!;
const value = (of: typeof basic, name: string, host = "cp1") => container(of, host).env.find((variable) => variable.name === name)?.value;

describe("the Pod", () => {
  it("refuses a host that is not in the settings, and names those that are", () => {
    expect(() => renderPod(basic, "cp9")).toThrow('There is no host "cp9" in the settings; there are cp1, cp2.');
    expect(() => renderPod(basic, "constructor")).toThrow("There is no host");
  });

  it("stands in kube-system, carries the standard labels and the user's, which win", () => {
    const pod = renderPod({ ...basic, pod: { ...basic.pod, labels: { app: "mine", team: "net" } } }, "cp1");
    expect(pod.metadata).toEqual({ name: "kube-vip", namespace: "kube-system", labels: { app: "mine", "app.kubernetes.io/name": "kube-vip", team: "net" } });
  });

  it("mounts a login of its own with its folder, in which a renewed certificate can appear; before the cluster begins, the kubeconfig", () => {
    const own = { ...basic, scopedAccess: { lifetimeSeconds: 3600 } };
    const pod = renderPod(own, "cp1");
    expect(pod.spec.volumes).toEqual([{ name: "kubeconfig", hostPath: { path: "/var/lib/pulumi-kube-vip/access", type: "Directory" } }]);
    expect(pod.spec.containers[0]!.volumeMounts).toEqual([{ name: "kubeconfig", mountPath: "/etc/kubernetes", readOnly: true }]);
    expect(renderFirstManifest(own, "cp1")).toBe(renderManifest(basic, "cp1"));
  });

  it("mounts the kubeconfig as a file that it can only read", () => {
    const pod = renderPod({ ...basic, paths: { ...basic.paths, kubeconfig: "/etc/kubernetes/admin.kubeconfig" } }, "cp1");
    expect(pod.spec.volumes).toEqual([{ name: "kubeconfig", hostPath: { path: "/etc/kubernetes/admin.kubeconfig", type: "File" } }]);
    expect(pod.spec.containers[0]!.volumeMounts).toEqual([{ name: "kubeconfig", mountPath: "/etc/kubernetes/admin.conf", readOnly: true }]);
  });

  it("switches metrics off by an argument, and then writes no variable for them", () => {
    const off = { ...basic, metrics: { ...basic.metrics, enabled: false } };
    expect(container(off).args).toEqual(["manager", "--prometheusHTTPServer", ""]);
    expect(value(off, "prometheus_server")).toBeUndefined();
    expect(container(basic).args).toEqual(["manager"]);
    expect(value(basic, "prometheus_server")).toBe(":2112");
  });

  it("leaves out a priority class, resources and annotations that are not wanted", () => {
    const { priorityClassName: _, ...bare } = basic.pod;
    const pod = renderPod({ ...basic, pod: bare }, "cp1");
    expect(pod.spec).not.toHaveProperty("priorityClassName");
    expect(pod.spec.containers[0]).not.toHaveProperty("resources");
    expect(pod.metadata).not.toHaveProperty("annotations");
  });

  it("applies the user's patch last: maps merge, null removes, lists replace", () => {
    const pod = renderPod({ ...basic, pod: { ...basic.pod, patch: { metadata: { labels: { app: null } }, spec: { hostAliases: [], dnsPolicy: "Default" } } } }, "cp1");
    expect(pod.metadata.labels).toEqual({ "app.kubernetes.io/name": "kube-vip" });
    expect(pod.spec).toMatchObject({ hostAliases: [], dnsPolicy: "Default", hostNetwork: true });
  });
});

describe("the Pod's variables", () => {
  it("leave the interface to the host in ARP mode and take lo in BGP mode, unless the host has its own", () => {
    expect(value(basic, "vip_interface")).toBe("@kube-vip:interface@");
    expect(value(basic, "vip_interface", "cp2")).toBe("bond0");
    expect(value(bgpPeers, "vip_interface")).toBe("lo");
  });

  it("take the Node's name from kubelet, unless it is given", () => {
    expect(container(basic).env.find(({ name }) => name === "vip_nodename")).toEqual({ name: "vip_nodename", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } });
    expect(value(basic, "vip_nodename", "cp2")).toBe("node-2");
  });

  it("write the prefix length under the name that the version reads, both for two addresses", () => {
    expect(value(dualStack, "vip_subnet")).toBe("32,128");
    const older = { ...dualStack, image: { ...dualStack.image, version: "v0.8.10" } };
    expect([value(older, "vip_cidr"), value(older, "vip_subnet")]).toEqual(["32,128", undefined]);
  });

  it.each([["v0.8.9", "5"], ["v0.8.10", "-4"], ["v1.2.3", "-4"]])("write the level debug for %s as %s", (version, level) => {
    expect(value({ ...basic, logLevel: "debug", image: { ...basic.image, version } }, "vip_loglevel")).toBe(level);
  });

  it("write peers with all four fields, IPv6 in brackets, passwords as placeholders", () => {
    expect(value(bgpPeers, "bgp_peers")).toBe("10.0.0.1:65001:@kube-vip:secret:bgp-0@:false,[fd00::1]:65002::true");
    expect(value(bgpPeers, "bgp_peeraddress")).toBeUndefined();
  });

  it("write BFD as the seventh field, in the microseconds that GoBGP counts, and no more fields for a peer without", () => {
    const [first, second] = bgpPeers.bgp!.peers;
    const withBfd = { ...bgpPeers, bgp: { ...bgpPeers.bgp!, peers: [{ ...first!, bfd: { intervalMilliseconds: 300, multiplier: 4 } }, second!] } };
    expect(value(withBfd, "bgp_peers")).toBe("10.0.0.1:65001:@kube-vip:secret:bgp-0@:false:179::true;300000;300000;4,[fd00::1]:65002::true");
  });

  it("write a single peer in its own variables, where a password may hold any character", () => {
    const { bgp } = bgpPeers;
    const single = { ...bgpPeers, bgp: { ...bgp!, peers: [], peer: { address: "fd00::1", as: 65009, hasPassword: true, multihop: true } } };
    const written = ["bgp_peeraddress", "bgp_peeras", "bgp_peerpass", "bgp_multihop", "bgp_peers"].map((name) => value(single, name));
    expect(written).toEqual(["fd00::1", "65009", "@kube-vip:secret:bgp-peer@", "true", undefined]);
  });

  it("name no peer where a file of the host has them with their passwords: the annotation does, without", () => {
    const { metadata, spec } = renderPod(bgpPasswords, "cp1");
    expect(["bgp_peeraddress", "bgp_peerpass", "bgp_multihop", "bgp_peers"].map((name) => value(bgpPasswords, name))).toEqual([undefined, undefined, undefined, undefined]);
    expect(metadata.annotations).toEqual({ "pulumi-kube-vip/bgp-peers": "10.0.0.1:65001:bgp-0:false,[fd00::1]:65002::true,10.0.0.2:65003:bgp-peer:false" });
    expect(spec.containers[0]!.args).toEqual(["manager", "--config-file=/etc/kube-vip/@kube-vip:peers-file@"]);
    expect(spec.volumes.at(-1)).toEqual({ name: "bgp-peers", hostPath: { path: "/var/lib/pulumi-kube-vip/peers/@kube-vip:peers-file@", type: "File" } });
    expect(spec.containers[0]!.volumeMounts.at(-1)).toEqual({ name: "bgp-peers", mountPath: "/etc/kube-vip/@kube-vip:peers-file@", readOnly: true });
  });

  it("leave the router id to the host when it has no IPv4 address of its own", () => {
    expect(value(bgpPeers, "bgp_routerid")).toBe("10.0.0.11");
    expect(value(bgpPeers, "bgp_routerid", "cp2")).toBe("@kube-vip:router-id@");
  });

  it("write the lease even where kube-vip does not elect", () => {
    const lease = ["vip_leaderelection", "vip_leasename", "vip_leaseduration", "vip_renewdeadline", "vip_retryperiod"];
    expect(lease.map((name) => value(bgpPeers, name))).toEqual(["false", "plndr-cp-lock", "15", "10", "2"]);
  });

  it("end with the user's, sorted", () => {
    expect(container(everything).env.slice(-2).map(({ name }) => name)).toEqual(["vip_arpRate", "vip_skipdad"]);
  });

  it("leave out what the user gave without a value", () => {
    expect(value({ ...basic, pod: { ...basic.pod, environment: { annotation: "" } } }, "annotation")).toBeUndefined();
  });

  it("stand in the generator's order", () => {
    const vectors = JSON.parse(readFileSync(join(__dirname, "../cli/vectors/kube-vip-manifests.json"), "utf8")) as { version: string; pod: { spec: { containers: { env: { name: string }[] }[] } } }[];
    const ours = container(everything).env.map(({ name }) => name);
    for (const { pod, version } of vectors) {
      if (version !== everything.image.version) continue;
      const common = pod.spec.containers[0]!.env.map(({ name }) => name).filter((name) => ours.includes(name));
      expect(ours.filter((name) => common.includes(name))).toEqual(common);
    }
  });
});
