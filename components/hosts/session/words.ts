// Parts of sentences: names, times, and what servers say.

/** A name at the beginning of a sentence. */
export function capitalised(who: string): string {
  return who.startsWith("the ") ? `T${who.slice(1)}` : who;
}

export function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}

/** What a server says may hold anything, of any length. */
export function printable(text: string): string {
  return text.replace(/\p{C}+/gu, " ").slice(0, 200);
}
