// What the documents point to is there.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const root = resolve(__dirname, "../..");
const documents = ["README.md", "CHANGELOG.md", "examples/README.md", ...readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)];
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** GitHub's: small letters, blanks to hyphens, other signs left out. */
function anchors(path: string): string[] {
  return [...read(path).matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-"));
}

function brokenLinks(path: string): string[] {
  const targets = [...read(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target).filter((target) => !/^[a-z]+:/.test(target));
  return targets.filter((target) => {
    const [file = "", anchor] = target.split("#");
    const linked = file === "" ? path : join(dirname(path), file);
    return !existsSync(join(root, linked)) || (anchor !== undefined && !anchors(linked).includes(anchor));
  });
}

describe.each(documents)("%s", (path) => {
  it("links to files and headings that are there", () => {
    expect(brokenLinks(path)).toEqual([]);
  });

  it("names npm scripts that package.json has", () => {
    const scripts = Object.keys((JSON.parse(read("package.json")) as { scripts: object }).scripts);
    const named = [...read(path).matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name);
    expect(scripts).toEqual(expect.arrayContaining(named));
  });
});
