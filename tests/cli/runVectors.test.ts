// The `vectors` command as a whole: what it prints and its exit code.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runVectors } from "../../cli/vectors/runVectors";

const given = join(__dirname, "vectors/kube-vip-manifests.json");

describe("the vectors command", () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), "vectors-")); });
  afterEach(() => rmSync(folder, { recursive: true }));

  function run(file: string): { code: number; lines: string[] } {
    const lines: string[] = [];
    return { code: runVectors(file, (line) => lines.push(line)), lines };
  }

  function runText(text: string) {
    const file = join(folder, "vectors.json");
    writeFileSync(file, text);
    return run(file);
  }

  it("counts the given file as 60 passed and succeeds", () => {
    const { code, lines } = run(given);
    expect(lines.at(-1)).toBe("60 passed, 0 failed");
    expect(code).toBe(0);
  });

  it("names the case that failed and the difference, and fails", () => {
    const [first, second] = JSON.parse(readFileSync(given, "utf8")) as { settings: object }[];
    const { code, lines } = runText(JSON.stringify([first, { ...second, settings: { ...second!.settings, vip: "10.0.0.9" } }]));
    expect(lines[0]).toBe("case 2 failed:");
    expect(lines[1]).toBe(`  spec.containers.kube-vip.env.address.value: kube-vip's generator has "10.144.208.176", our manifest has "10.0.0.9".`);
    expect(lines.at(-1)).toBe("1 passed, 1 failed");
    expect(code).toBe(1);
  });

  it("counts malformed cases as failed ones and goes on", () => {
    const [first] = JSON.parse(readFileSync(given, "utf8")) as object[];
    const { code, lines } = runText(JSON.stringify([null, 7, "x", [], {}, first]));
    expect(lines.at(-1)).toBe("1 passed, 5 failed");
    expect(code).toBe(1);
  });

  it.each([["{", "cannot be read as a vectors file"], ["{}", "holds no list of cases"], ["[]", "holds an empty list of cases"]])("says what is wrong with a file of %s", (text, sentence) => {
    const { code, lines } = runText(text);
    expect(lines[0]).toContain(sentence);
    expect(lines.at(-1)).toBe("0 passed, 1 failed");
    expect(code).toBe(1);
  });

  it("says that a file is missing", () => {
    const { code, lines } = run(join(folder, "nothing.json"));
    expect(lines[0]).toContain("no such file");
    expect(code).toBe(1);
  });
});
