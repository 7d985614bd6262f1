// Small files of the host, as `grep -H ''` prints them: each line after its path and a colon.
import type { Answer } from "../answer";

export interface Files {
  /** Lines of one file; none when it is not there. */
  lines(path: string): readonly string[];
  /** Its first line; empty when it is not there. */
  first(path: string): string;
  paths(): readonly string[];
}

export function readFiles(answer: Answer): Files {
  const files = new Map<string, string[]>();
  for (const line of answer.lines("files")) {
    const at = line.indexOf(":");
    if (at < 0) continue;
    const path = line.slice(0, at);
    files.set(path, [...(files.get(path) ?? []), line.slice(at + 1)]);
  }
  return {
    lines: (path) => files.get(path) ?? [],
    first: (path) => files.get(path)?.[0] ?? "",
    paths: () => [...files.keys()],
  };
}
