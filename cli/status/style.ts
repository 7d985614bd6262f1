// Colours for a terminal, and nothing for anything else.

export type Tone = "good" | "bad" | "doubtful" | "quiet" | "strong";
export type Paint = (tone: Tone, text: string) => string;

const CODES: Readonly<Record<Tone, readonly [number, number]>> = { good: [32, 39], bad: [31, 39], doubtful: [33, 39], quiet: [2, 22], strong: [1, 22] };

export const plain: Paint = (_, text) => text;

export const coloured: Paint = (tone, text) => (text === "" ? "" : `\u001b[${CODES[tone][0]}m${text}\u001b[${CODES[tone][1]}m`);

/** https://no-color.org: any text that is not empty switches colours off. */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb" ? coloured : plain;
}
