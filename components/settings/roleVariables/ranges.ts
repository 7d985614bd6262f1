// Ansible's ranges in host names: `node[01:03]`, `node[a:c]`.

/** More hosts than any control plane has: a range this long is a slip of the pen, and is cut there. */
const LONGEST = 100;

/** All names that a pattern stands for, in order; a name without a range stands for itself. */
export function expandRange(pattern: string): readonly string[] {
  const match = /^(.*?)\[(?:(\d+):(\d+)|([a-z]):([a-z])|([A-Z]):([A-Z]))(?::([1-9]\d{0,3}))?\](.*)$/.exec(pattern);
  if (!match) return [pattern];
  const [, before = "", from, to, low, high, upperLow, upperHigh, step = "1", after = ""] = match;
  const middle = from !== undefined && to !== undefined ? numbers(from, to, Number(step)) : letters(low ?? upperLow ?? "a", high ?? upperHigh ?? "a", Number(step));
  return middle.flatMap((part) => expandRange(`${before}${part}${after}`)).slice(0, LONGEST);
}

/** Leading zeros of the first number give the width. */
function numbers(from: string, to: string, step: number): readonly string[] {
  const width = from.startsWith("0") ? from.length : 0;
  return series(Number(from), Number(to), step).map((number) => String(number).padStart(width, "0"));
}

function letters(from: string, to: string, step: number): readonly string[] {
  return series(from.charCodeAt(0), to.charCodeAt(0), step).map((code) => String.fromCharCode(code));
}

function series(from: number, to: number, step: number): readonly number[] {
  const count = Math.min(LONGEST, Math.max(0, Math.floor((to - from) / step) + 1));
  return Array.from({ length: count }, (_, index) => from + index * step);
}
