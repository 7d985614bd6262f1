// The tables in the README and in docs/reference.md say what the docstrings say.
import { outdated } from "../../scripts/docs";
import { blocks, filled } from "../../scripts/docs/markdown";
import { plainType, readReference, type Reference, undocumented } from "../../scripts/docs/reference";

const reference = readReference();

const section = (title: string, text: string, field: string) => ({ title, text, rows: [{ name: "field", type: "string", required: true, text: field }] });
const small: Reference = { args: [section("KubeVipArgs", "All.", "a | b, <x>, `<y>`")], outputs: [section("KubeVip", "It.", "")], choices: [], config: section("Configuration", "Keys.", "k") };

describe("the generated tables", () => {
  it("are up to date in every file: `npm run docs` has nothing to write", () => {
    expect(outdated(reference, false)).toEqual([]);
  });

  it("hold every public field with a docstring", () => {
    expect(undocumented(reference)).toEqual([]);
  });

  it("hold the component's arguments, outputs and their parts", () => {
    const titles = [...reference.args, ...reference.outputs].map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining(["KubeVipArgs", "HostArgs", "SshArgs", "BgpPeerArgs", "KubeVip", "Healthz", "HostStatus"]));
    expect(titles[0]).toBe("KubeVipArgs");
    expect(reference.outputs[0]?.rows.map(({ name }) => name)).toEqual(expect.arrayContaining(["endpoint", "vip", "port", "holder", "healthz", "hosts", "manifests"]));
  });
});

describe("making the tables", () => {
  it("names a public field without a docstring", () => {
    expect(undocumented(small)).toEqual(["KubeVip.field"]);
  });

  it("keeps a table whole when a docstring holds its signs", () => {
    expect(blocks(small, "").arguments).toContain("| a \\| b, &lt;x>, `<y>` |");
  });

  it("shows types as a user writes them", () => {
    expect(plainType("Input<Record<string, Input<string>>>")).toBe("Record<string, string>");
    expect(plainType("pulumi.Output<Record<string, HostStatus>>")).toBe("Record<string, HostStatus>");
    expect(plainType("BgpPeerArgs[]")).toBe("BgpPeerArgs[]");
  });

  it("writes between the markers and nowhere else", () => {
    expect(filled("a\n<!-- generated: x -->\nold\n<!-- end of generated -->\nb", { x: "new" })).toBe("a\n<!-- generated: x -->\nnew\n<!-- end of generated -->\nb");
  });

  it("refuses a marker that names no table", () => {
    expect(() => filled("<!-- generated: y -->\n<!-- end of generated -->", { x: "new" })).toThrow('There is no generated block "y"; there are x.');
  });
});
