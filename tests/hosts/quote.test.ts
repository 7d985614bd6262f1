// Quoting is proven by the shells themselves.
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { command, quote } from "../../components/hosts/quote";

const SHELLS = ["dash", "busybox"] as const;

function echoed(shell: (typeof SHELLS)[number], words: readonly string[]): string[] {
  const line = `for word in ${words.map(quote).join(" ")}; do printf '%s\\0' "$word"; done`;
  const out = execFileSync(shell, shell === "busybox" ? ["sh", "-c", line] : ["-c", line], { encoding: "utf8" });
  return out.split("\0").slice(0, -1);
}

describe.each(SHELLS)("under %s", (shell) => {
  it.each([[""], ["'"], ["''"], ["\\"], ["$(touch /tmp/no)"], ["`id`"], ["a b\tc"], ["line\nbreak\n"], ["-n"], ["!x"], ["*"], ["~"], ["ü€"], ["a;b&c|d>e<f"], ["\"'\"'\""]])("hands %j over unchanged", (text) => {
    expect(echoed(shell, [text])).toEqual([text]);
  });

  it("hands any list of words over unchanged", () => {
    const word = fc.string({ unit: "binary", maxLength: 30 }).filter((text) => !text.includes("\0") && text.isWellFormed());
    fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => expect(echoed(shell, words)).toEqual(words)), { numRuns: 150 });
  });
});

it("leaves plain words readable", () => {
  expect(command(["/var/lib/x/agent", "apply", "owner=dev::p::a:b:C::n"])).toBe("/var/lib/x/agent apply owner=dev::p::a:b:C::n");
});

it("refuses NUL, which no argument can hold", () => {
  expect(() => quote("a\0b")).toThrow(RangeError);
});
