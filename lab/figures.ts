// Figures of measurements in words, in Markdown, and on which machine.
import { cpus, totalmem } from "node:os";

/** Of at least one value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** `12.3 (11.0 to 14.9)`: median, least and greatest; a single value alone. */
export function spread(values: readonly number[], digits = 1): string {
  const text = median(values).toFixed(digits);
  return values.length < 2 ? text : `${text} (${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;
}

/** `2 processors, AMD EPYC, 24 GiB`: what every figure depends on. */
export function thisMachine(): string {
  return `${cpus().length} processors, ${cpus()[0]?.model.trim() ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
}

/** In Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
