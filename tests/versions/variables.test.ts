// Which environment variables each version reads, and what values fit them.
import { fitsType, isWithin, supportedVersions, variableHistory, variablesOf } from "../../components/versions";

describe("the variables of a version", () => {
  // Counted in pkg/kubevip/config_environment.go at each tag, upper-case spellings and the few names read elsewhere left out.
  const ELSEWHERE = ["vip_configmap", "PACKET_AUTH_TOKEN", "EGRESS_CLEAN", "INSTANCE_NAME", "enableUPNP", "HOME", "HOSTNAME", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT_HTTPS"];
  it.each([["v0.8.0", 70], ["v0.8.9", 72], ["v0.8.10", 76], ["v0.9.0", 71], ["v1.0.0", 77], ["v1.0.4", 81], ["v1.2.0", 86], ["v1.2.2", 93], ["v1.2.3", 94]])(
    "are as many in %s as its source parses: %d",
    (tag, count) => {
      expect([...variablesOf(tag).keys()].filter((name) => !ELSEWHERE.includes(name))).toHaveLength(count);
    },
  );

  it("are described by one row per version and name", () => {
    for (const version of supportedVersions()) {
      for (const name of variablesOf(version).keys()) expect(variableHistory(name).filter((row) => isWithin(version, row))).toHaveLength(1);
    }
  });

  it("come and go with the versions", () => {
    expect(variablesOf("v0.8.10").has("vip_cidr")).toBe(true);
    expect(variablesOf("v0.9.0").has("vip_cidr")).toBe(false);
    expect(variablesOf("v1.2.2").has("vip_skipdad")).toBe(false);
    expect(variablesOf("v1.2.3").get("vip_skipdad")).toMatchObject({ type: "bool", since: "v1.2.3" });
  });

  it("do not hold names that third-party manifests made up", () => {
    for (const name of ["vip_kubeconfig", "vip_routingtableprotocol", "vip_port", "annotations", "debounce_time"]) {
      expect(variableHistory(name)).toEqual([]);
    }
  });

  it("tell since and until when a name was read", () => {
    expect(variableHistory("enable_endpointslices")).toEqual([{ name: "enable_endpointslices", type: "bool", until: "v0.9.2" }]);
  });
});

describe("a variable's value", () => {
  it.each([["bool", "true"], ["bool", "F"], ["int", "-4"], ["int", "6443"], ["string", "eth0"], ["json", '{"a":"b"}'], ["json", "{}"]] as const)("of type %s may be %j", (type, value) => {
    expect(fitsType(type, value)).toBe(true);
  });

  it.each([["bool", "yes"], ["bool", "on"], ["bool", ""], ["int", "1.5"], ["int", "ten"], ["string", ""], ["json", "[]"], ["json", '{"a":1}'], ["json", "{a}"]] as const)("of type %s may not be %j", (type, value) => {
    expect(fitsType(type, value)).toBe(false);
  });
});
