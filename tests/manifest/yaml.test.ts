// The canonical text: how it is read back and what it refuses; placeholders and how they are filled in.
import { fillPlaceholders, fromYaml, manifestHash, PLACEHOLDER_PATTERN, quotedText, renderManifest, renderPod, toYaml } from "../../components/manifest";
import { mergePatch } from "../../components/manifest/mergePatch";
import { examples } from "./examples";

describe("the canonical YAML", () => {
  const text = renderManifest(examples.everything, "cp1");

  it("is one document without comments and ends with one line break", () => {
    expect(text).not.toMatch(/(^|\s)#|^---|^\.\.\.|\n\n$/m);
    expect(text.endsWith("\n")).toBe(true);
  });

  it("has the same hash as the file that holds it", () => {
    // printf 'kube-vip\\n' | sha256sum
    expect(manifestHash("kube-vip\n")).toBe("fa742491d422c16c65eae1fc9b7349cebfcf26b6b7447ea33d1491b1585ee8ea");
  });

  it.each([["", "holds no Pod"], ["a: [", "not one YAML document"], ["kind: Pod\n---\nkind: Pod\n", "not one YAML document"], ["kind: Service\n", "holds no Pod"], ["kind: Pod\nspec: {}\n", "holds no Pod"]])("is not read from %j", (wrong, sentence) => {
    expect(() => fromYaml(wrong)).toThrow(sentence);
  });

  it("quotes texts of annotations that kubelet's YAML 1.1 would read as something else", () => {
    const pod = renderPod({ ...examples.basic, pod: { ...examples.basic.pod, annotations: { on: "off", time: "1:30", octal: "012", plain: "text" } } }, "cp1");
    expect(toYaml(pod)).toContain('  annotations:\n    octal: "012"\n    "on": "off"\n    plain: text\n    time: "1:30"\n');
  });
});

describe("placeholders", () => {
  const text = renderManifest(examples.bgpPeers, "cp2");

  it("are filled in so that the value reads back as it was, whatever its characters", () => {
    const password = 'a"b\\c d$&$1%s#@kube-vip';
    const filled = fromYaml(fillPlaceholders(text, { routerId: "10.0.0.12", passwords: { "0": password } }));
    const values = new Map(filled.spec.containers[0]!.env.map(({ name, value }) => [name, value]));
    expect(values.get("bgp_peers")).toBe(`10.0.0.1:65001:${password}:false,[fd00::1]:65002::true`);
    expect(values.get("bgp_routerid")).toBe("10.0.0.12");
  });

  it("without a value are named in the error, without showing other values", () => {
    expect(() => fillPlaceholders(text, { passwords: { "0": "s3cret" } })).toThrow("The manifest holds @kube-vip:router-id@, for which there is no value.");
    expect(() => fillPlaceholders(text, { routerId: "10.0.0.12", passwords: {} })).toThrow("@kube-vip:secret:bgp-0@");
  });

  it("are gone from a filled manifest", () => {
    expect(fillPlaceholders(text, { routerId: "10.0.0.12", passwords: { "0": "pw" } })).not.toMatch(PLACEHOLDER_PATTERN);
  });

  it("are given to the agent as they stand between the quotes", () => {
    expect(quotedText('a"b\\c')).toBe('a\\"b\\\\c');
  });
});

describe("a JSON merge patch", () => {
  // The examples of RFC 7396, appendix A.
  it.each([
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [["a", "b"], ["c", "d"], ["c", "d"]],
    [{ a: "b" }, ["c"], ["c"]],
    [{ a: "foo" }, null, null],
    [{ a: "foo" }, "bar", "bar"],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: "b", c: null }, { a: "b" }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])("of %j by %j is %j", (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });
});
