// How versions are read and compared, and which are supported.
import { compareVersions, DEFAULT_VERSION, isWithin, NEWEST_SUPPORTED, OLDEST_SUPPORTED, parseVersion, RELEASES, requireVersion, supportedVersions, versionSupport } from "../../components/versions";

describe("a kube-vip version", () => {
  it("is read with and without the leading v", () => {
    expect(parseVersion("v1.2.1")).toEqual({ major: 1, minor: 2, patch: 1, tag: "v1.2.1" });
    expect(parseVersion("0.8.10")).toEqual({ major: 0, minor: 8, patch: 10, tag: "v0.8.10" });
  });

  it.each(["", "latest", "1.2", "v1.2.3-rc.0", "v1.2.3 ", "V1.2.3", "v01.2.3", "1.2.3.4", "v1.2.x"])("is not read from %j", (text) => {
    expect(parseVersion(text)).toBeUndefined();
    expect(versionSupport(text)).toBe("not-a-version");
  });

  it("is compared by number, not by text", () => {
    const sorted = ["v0.8.10", "v1.0.0", "v0.8.9", "v0.10.0"].map(requireVersion).sort(compareVersions).map((version) => version.tag);
    expect(sorted).toEqual(["v0.8.9", "v0.8.10", "v0.10.0", "v1.0.0"]);
  });

  it("lies in a range whose bounds are inclusive and may be open", () => {
    const version = requireVersion("v0.8.10");
    expect(isWithin(version, { since: "v0.8.10", until: "v0.8.10" })).toBe(true);
    expect(isWithin(version, { since: "v0.8.11" })).toBe(false);
    expect(isWithin(version, { until: "v0.8.9" })).toBe(false);
    expect(isWithin(version, {})).toBe(true);
  });

  it("that is required but wrong is named in the error", () => {
    expect(() => requireVersion("newest")).toThrow('"newest" is no kube-vip version; write it like v1.2.3.');
  });
});

describe("the list of releases", () => {
  it("runs in order from the oldest to the newest supported version, without repeats", () => {
    const versions = supportedVersions();
    expect(versions[0]?.tag).toBe(OLDEST_SUPPORTED);
    expect(versions.at(-1)?.tag).toBe(NEWEST_SUPPORTED);
    for (let i = 1; i < versions.length; i++) expect(compareVersions(versions[i - 1]!, versions[i]!)).toBeLessThan(0);
  });

  it("holds the default version", () => {
    expect(RELEASES).toContain(DEFAULT_VERSION);
  });

  it.each([
    ["v0.7.2", "too-old"],
    ["v0.8.0", "supported"],
    ["1.2.3", "supported"],
    ["v0.8.11", "never-released"],
    ["v1.2.4", "too-new"],
    ["v2.0.0", "too-new"],
  ])("judges %s as %s", (text, support) => {
    expect(versionSupport(text)).toBe(support);
  });
});
