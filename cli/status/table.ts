// A table of words in columns.
import type { Paint, Tone } from "./style";

export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

const GAP = "  ";

/** Lines without blanks at their end. Every row has a cell for each heading. */
export function table(headings: readonly string[], rows: readonly (readonly Cell[])[], paint: Paint): string[] {
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]?.text.length ?? 0)));
  const line = (cells: readonly Cell[]): string => {
    const last = cells.findLastIndex(({ text }) => text !== "");
    return cells.slice(0, last + 1).map(({ text, tone }, column) => (tone ? paint(tone, text) : text) + (column === last ? "" : " ".repeat(widths[column]! - text.length))).join(GAP);
  };
  return [line(headings.map((text) => ({ text, tone: "quiet" }))), ...rows.map(line)];
}
