// The result of a drill for a person.
import type { Paint } from "../status/style";
import { table } from "../status/table";
import type { Seen } from "./gapMeter";
import type { DrillResult, DrillVerdict } from "./result";

const WORDS: Readonly<Record<DrillVerdict, string>> = { "within-limit": "within the limit", "over-limit": "over the limit", "not-well-again": "not all is well again", lost: "the VIP did not come back" };

export function resultText(result: DrillResult, paint: Paint): string {
  const { verdict, gapMs, limitMs, reasons, seen } = result;
  const gap = gapMs === undefined ? "the gap could not be measured" : `the VIP was gone for ${seconds(gapMs)} at most`;
  return [
    `${paint(verdict === "within-limit" ? "good" : "bad", WORDS[verdict])}: ${gap}, the limit is ${seconds(limitMs)}. ${where(result)}`,
    ...reasons.map((reason) => `  ${reason}`),
    "",
    ...table(["HOST", "LONGEST GAP", "ANSWERED", ""], Object.entries(seen).map(([key, host]) => row(key, host)), paint),
    ...(result.fromOutside || verdict === "lost" ? [] : ["", "Every host that asked held the VIP before or after, so clients elsewhere may have seen a longer gap."]),
  ].join("\n");
}

function where({ from, to }: DrillResult): string {
  if (to === undefined) return "No host holds it now.";
  return to === from ? `${from} took it back itself.` : `It went from ${from} to ${to}.`;
}

function row(key: string, { gapMs, asked, answered, held }: Seen): { text: string }[] {
  return [key, gapMs === undefined ? "-" : seconds(gapMs), `${answered} of ${asked}`, held ? "held the VIP" : ""].map((text) => ({ text }));
}

/** To the hundredth, which is what the hosts' clocks tell. */
function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
