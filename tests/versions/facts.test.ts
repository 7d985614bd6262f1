// The version facts that change what is written, at the versions where they change.
import { supportedVersions, versionFacts } from "../../components/versions";

const at = (tag: string) => versionFacts(tag);

describe("the facts of a version", () => {
  it("name vip_cidr as mask variable up to v0.8.10 and vip_subnet from v0.9.0", () => {
    expect(at("v0.8.10").maskVariable).toBe("vip_cidr");
    expect(at("v0.9.0").maskVariable).toBe("vip_subnet");
  });

  it("turn the scale of log levels around at v0.8.10", () => {
    expect(at("v0.8.9").logLevels).toEqual({ error: 2, warn: 3, info: 4, debug: 5 });
    expect(at("v0.8.10").logLevels).toEqual({ error: 8, warn: 4, info: 0, debug: -4 });
  });

  it("hold kube-vip's own lease defaults, longer from v1.1.0", () => {
    expect(Object.values(at("v1.0.4").leaseDefaults)).toEqual([5, 3, 1]);
    expect(Object.values(at("v1.1.0").leaseDefaults)).toEqual([15, 10, 2]);
  });

  it("forbid a slash in a peer's password only while it starts the parameters", () => {
    const forbidden = (tag: string) => at(tag).peerGrammar.forbiddenPasswordCharacters.join("");
    expect(["v0.8.9", "v0.8.10", "v1.2.1", "v1.2.2"].map(forbidden)).toEqual([",:", ",:/", ",:/", ",:"]);
  });

  it("know the fields of a peer", () => {
    expect(at("v0.8.9").peerGrammar.fields).toHaveLength(4);
    expect(at("v1.2.1").peerGrammar.fields).toHaveLength(5);
    expect(at("v1.2.3").peerGrammar.fields.slice(4)).toEqual(["port", "mpbgp", "bfd"]);
    expect(at("v1.1.2").peerGrammar.emptyMultihopAllowed).toBe(false);
    expect(at("v1.2.0").peerGrammar.emptyMultihopAllowed).toBe(true);
  });

  it.each([
    ["generatorDropsCapabilities", "v0.8.10"],
    ["prefixLengthHonoured", "v0.8.5"],
    ["dhcpModeEmitted", "v1.0.3"],
    ["healthCheckPort", "v0.8.10"],
    ["kubeconfigVariableHonoured", "v1.2.2"],
    ["nodeNameLowerCased", "v1.2.0"],
    ["controlPlaneHealthCheck", "v1.2.0"],
    ["preserveOnLeadershipLoss", "v1.0.2"],
    ["controlPlaneNodeLabels", "v1.2.0"],
    ["arpRateForControlPlane", "v0.8.10"],
  ] as const)("say that %s holds from %s on and not before", (fact, since) => {
    const holding = supportedVersions().filter((version) => versionFacts(version)[fact]);
    expect(holding[0]?.tag).toBe(since);
    expect(holding.at(-1)?.tag).toBe("v1.2.3");
  });

  it("say that masquerade needs iptables below v1.2.2", () => {
    expect(at("v1.2.1").masqueradeNeedsIptables).toBe(true);
    expect(at("v1.2.2").masqueradeNeedsIptables).toBe(false);
  });
});
