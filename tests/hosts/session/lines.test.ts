// Lines from bytes, however those were cut.
import fc from "fast-check";
import { LineSplitter } from "../../../components/hosts/session/lines";

function split(chunks: readonly Buffer[]): { lines: string[]; pending: number[] } {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  const pending = chunks.map((chunk) => {
    splitter.add(chunk);
    return splitter.pendingBytes;
  });
  splitter.end();
  return { lines, pending };
}

it("hands over the same lines wherever the bytes were cut, between or within characters and line ends", () => {
  const line = fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, ""));
  const cuts = fc.array(fc.nat(300), { maxLength: 12 });
  fc.assert(fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom("\n", "\r\n"), cuts, (lines, lineEnd, places) => {
    const bytes = Buffer.from(lines.map((text) => text + lineEnd).join(""));
    const borders = [0, ...places.map((place) => Math.min(place, bytes.length)).sort((a, b) => a - b), bytes.length];
    expect(split(borders.slice(1).map((end, index) => bytes.subarray(borders[index], end))).lines).toEqual(lines);
  }));
});

it("hands over a last line without line feed, and nothing after one with it", () => {
  expect(split([Buffer.from("a\nlast")]).lines).toEqual(["a", "last"]);
  expect(split([Buffer.from("a\n")]).lines).toEqual(["a"]);
  expect(split([]).lines).toEqual([]);
});

it("counts the bytes of the line that has not ended", () => {
  expect(split(["ü", "x\nab", "\n", "c"].map((text) => Buffer.from(text))).pending).toEqual([2, 2, 0, 1]);
});

it("looks at each byte of an endless line once", () => {
  const chunk = Buffer.alloc(32 * 1024, "x");
  const start = performance.now();
  const { lines } = split(Array.from({ length: 2000 }, () => chunk));
  expect(lines.map((line) => line.length)).toEqual([2000 * chunk.length]);
  // 64 MB; to look at all that came before with each chunk would be 64 GB.
  expect(performance.now() - start).toBeLessThan(5000);
});
