// Quoting for POSIX shells, the one place where text becomes part of a command.

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** One shell word that stands for exactly `text`, whatever it holds. Throws on NUL, which no argument can hold. */
export function quote(text: string): string {
  if (text.includes("\0")) throw new RangeError("a shell argument cannot hold a NUL character");
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A command of quoted words. */
export function command(words: readonly string[]): string {
  return words.map(quote).join(" ");
}
