// What holds for the manifest of any settings.
import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import { fillPlaceholders, fromYaml, manifestHash, PLACEHOLDER_PATTERN, renderManifest, renderPod, toYaml, type Pod } from "../../components/manifest";
import { WRITTEN_BY } from "../../components/settings/checks/writtenVariables";
import type { Settings } from "../../components/settings/settings";
import { variablesOf } from "../../components/versions";
import { settings } from "../arbitraries/settings";

const anyHost = (of: Settings) => Object.keys(of.hosts)[0]!;
const variablesIn = (pod: Pod) => pod.spec.containers[0]!.env;
const RUNS = { numRuns: 1000 };
const RUNS_WITH_TEXT = { numRuns: 250 };

describe("the manifest of any settings", () => {
  it("is YAML that reads back as the same Pod, for YAML 1.1 and 1.2", () => {
    fc.assert(fc.property(settings, (any) => {
      const pod = renderPod(any, anyHost(any));
      const text = toYaml(pod);
      expect([fromYaml(text), ...parseAllDocuments(text, { version: "1.1" }).map((document) => document.toJS() as Pod)]).toEqual([pod, pod]);
    }), RUNS_WITH_TEXT);
  });

  it("is the same text each time, whatever the order in which the settings' maps were written", () => {
    fc.assert(fc.property(settings, (any) => {
      const backwards = reversed(any) as Settings;
      expect(renderManifest(backwards, anyHost(any))).toBe(renderManifest(any, anyHost(any)));
    }), RUNS_WITH_TEXT);
  });

  it("has every variable's value on one line between double quotes, as the agent's awk reads it", () => {
    fc.assert(fc.property(settings, (any) => {
      const pod = renderPod(any, anyHost(any));
      const lines = toYaml(pod).split("\n");
      const badlyWritten = variablesIn(pod).filter(({ name, value }) => {
        const at = lines.indexOf(`        - name: ${name}`);
        return at < 0 || (value !== undefined && !/^ {10}value: ".+"$/.test(lines[at + 1]!));
      });
      expect(badlyWritten).toEqual([]);
    }), RUNS_WITH_TEXT);
  });

  it("holds no empty variable, no variable twice, and none that its version does not read", () => {
    fc.assert(fc.property(settings, (any) => {
      const env = variablesIn(renderPod(any, anyHost(any)));
      const known = variablesOf(any.image.version);
      expect(env.filter(({ name, value, valueFrom }) => !known.has(name) || value === "" || (value === undefined) === (valueFrom === undefined))).toEqual([]);
      expect(new Set(env.map((each) => each.name)).size).toBe(env.length);
    }), RUNS);
  });

  it("writes no variable that the checks would let a user write too", () => {
    fc.assert(fc.property(settings, (any) => {
      const bare = { ...any, pod: { ...any.pod, environment: {} } };
      expect(variablesIn(renderPod(bare, anyHost(bare))).filter(({ name }) => !Object.hasOwn(WRITTEN_BY, name))).toEqual([]);
    }), RUNS);
  });

  it("says exactly one mode, and is privileged only for masquerade in use", () => {
    fc.assert(fc.property(settings, (any) => {
      const pod = renderPod(any, anyHost(any));
      const on = variablesIn(pod).filter(({ name, value }) => ["vip_arp", "bgp_enable", "vip_routingtable", "vip_wireguard"].includes(name) && value === "true");
      expect(on).toHaveLength(1);
      const { securityContext } = pod.spec.containers[0]!;
      const needed = any.loadBalancer.enabled && any.loadBalancer.forwardingMethod === "masquerade";
      expect(securityContext).toEqual(needed ? { privileged: true } : { capabilities: { add: ["NET_ADMIN", "NET_RAW"], drop: ["ALL"] } });
    }), RUNS);
  });

  it("holds nothing but the closed set of placeholders, and none once they are filled in", () => {
    fc.assert(fc.property(settings, fc.string({ minLength: 1, maxLength: 20 }), (any, password) => {
      const passwords = Object.fromEntries(["peer", "0", "1", "2"].map((name) => [name, password]));
      const text = renderManifest(any, anyHost(any));
      const filled = fillPlaceholders(text, { interface: "eth7", routerId: "10.7.7.7", peersFile: "7-abc.json", passwords });
      expect(filled.match(PLACEHOLDER_PATTERN)).toBe(any.bgp?.peersIn === "file" ? null : password.match(PLACEHOLDER_PATTERN));
      if (any.bgp?.peersIn === "file") expect(text).not.toContain("@kube-vip:secret:");
      else if (any.bgp?.peer?.hasPassword) {
        expect(variablesIn(fromYaml(filled)).find(({ name }) => name === "bgp_peerpass")?.value).toBe(password);
        expect(manifestHash(filled)).not.toBe(manifestHash(text));
      }
    }), RUNS_WITH_TEXT);
  });
});

/** The same data with the keys of every map in reverse order; `hosts` keeps its own, since the first host is asked for. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, child]) => [key, reversed(child)]));
}
