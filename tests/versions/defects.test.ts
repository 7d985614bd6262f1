// Which known defects meet which settings in which version.
import { DEFECTS, DEFAULT_VERSION, defectsOf, supportedVersions, type Features } from "../../components/versions";

const harmless: Features = {
  mode: "arp", leaderElection: true, loadBalancing: false, forwardingMethod: "local", imageHasIptables: false, ipv6: false, dualStack: false,
  hostPrefix: true, services: false, nodeLabeling: false, kubernetesAddress: false, controlPlaneHealthCheck: false,
};
const ids = (tag: string, features: Partial<Features> = {}) => defectsOf(tag, { ...harmless, ...features }).map((defect) => defect.id);

/** Features that provoke every defect when the version has it. */
const PROVOKING: Readonly<Record<string, Partial<Features>>> = {
  "ipvs-panic-at-stop": { loadBalancing: true },
  "ipvs-backend-not-readded": { loadBalancing: true },
  "masquerade-needs-iptables-image": { loadBalancing: true, forwardingMethod: "masquerade" },
  "masquerade-ipv6-uses-iptables-v4": { loadBalancing: true, forwardingMethod: "masquerade", imageHasIptables: true, ipv6: true },
  "bgp-control-plane-broken": { mode: "bgp" },
  "cold-start-deadlock": {},
  "dual-stack-panic": { dualStack: true, ipv6: true },
  "ipv6-duplicate-in-vain": { ipv6: true },
  "bgp-dual-stack-not-announced": { mode: "bgp", dualStack: true, ipv6: true },
  "prefix-length-ignored": { hostPrefix: false },
  "wide-prefix-not-cleaned": { hostPrefix: false },
  "bgp-announces-dead-api-server": { mode: "bgp", leaderElection: false },
  "bgp-health-check-keeps-memory": { mode: "bgp", leaderElection: false, controlPlaneHealthCheck: true },
  "node-label-for-services-only": { nodeLabeling: true },
  "node-label-dual-stack": { nodeLabeling: true, dualStack: true, ipv6: true },
};

describe("the known defects", () => {
  it.each([
    ["ipvs-panic-at-stop", "v0.8.0", "v0.8.9"],
    ["ipvs-backend-not-readded", "v0.8.0", "v0.8.9"],
    ["masquerade-needs-iptables-image", "v0.8.0", "v1.2.1"],
    ["masquerade-ipv6-uses-iptables-v4", "v0.8.0", "v0.8.9"],
    ["bgp-control-plane-broken", "v1.1.0", "v1.1.0"],
    ["cold-start-deadlock", "v1.2.2", "v1.2.2"],
    ["dual-stack-panic", "v0.8.4", "v0.8.4"],
    ["ipv6-duplicate-in-vain", "v0.8.0", "v1.0.1"],
    ["bgp-dual-stack-not-announced", "v0.8.0", "v0.8.10"],
    ["prefix-length-ignored", "v0.8.0", "v0.8.4"],
    ["wide-prefix-not-cleaned", "v0.8.5", "v0.8.10"],
    ["bgp-announces-dead-api-server", "v0.8.0", "v1.2.3"],
    ["bgp-health-check-keeps-memory", "v1.2.0", "v1.2.3"],
    ["node-label-for-services-only", "v0.8.0", "v1.1.2"],
    ["node-label-dual-stack", "v1.2.0", "v1.2.3"],
  ])("%s is met from %s to %s", (id, since, until) => {
    const met = supportedVersions().map((version) => version.tag).filter((tag) => ids(tag, PROVOKING[id]).includes(id));
    expect([met[0], met.at(-1)]).toEqual([since, until]);
  });

  it("are all provoked by a test, and their ids are unique", () => {
    const all = DEFECTS.map((defect) => defect.id);
    expect(new Set(all).size).toBe(all.length);
    expect([...all].sort()).toEqual(Object.keys(PROVOKING).sort());
  });

  it("leave a plain ARP control plane alone, except for the cold start of v1.2.2", () => {
    const touched = supportedVersions().map((version) => version.tag).filter((tag) => ids(tag).length > 0);
    expect(touched).toEqual(["v1.2.2"]);
  });

  it("leave the default version alone with load balancing, masquerade and both address families", () => {
    expect(ids(DEFAULT_VERSION, { loadBalancing: true, forwardingMethod: "masquerade", dualStack: true, ipv6: true })).toEqual([]);
  });

  it("do not blame an image whose content is unknown", () => {
    expect(ids("v1.2.1", { loadBalancing: true, forwardingMethod: "masquerade", imageHasIptables: undefined })).toEqual([]);
  });

  it("of v1.2.2 is gone once kube-vip is given an address of its own to talk to", () => {
    expect(ids("v1.2.2", { kubernetesAddress: true })).toEqual([]);
  });

  it("say what happens, what to do and where it is known from", () => {
    for (const defect of DEFECTS) {
      expect(defect.text).toMatch(/^.+\.$/);
      expect(defect.remedy).toMatch(/^.+\.$/);
      expect(defect.source).toMatch(/#\d+|@v|since v|pkg\//);
    }
  });
});
