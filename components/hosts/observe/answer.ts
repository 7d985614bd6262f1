// The answer of the observing script, taken apart into its sections.

/** A part of the facts that cannot be told; its message is the reason, one sentence. */
export class Unreadable extends Error {}

const FIRST_LINE = /^pulumi-kube-vip facts ([0-9a-f-]{36})$/m;

export class Answer {
  private constructor(
    private readonly sections: ReadonlyMap<string, string>,
    /** It came to its end. */
    readonly whole: boolean,
  ) {}

  /** Text before the first line, as a login shell may print, is skipped. Throws when this is no answer at all. */
  static parse(output: string): Answer {
    const first = FIRST_LINE.exec(output);
    if (!first) throw new Error("the host did not run the script that reads its facts; does its login shell run commands?");
    const sections = output.slice(first.index).split(`\n${first[1]} `).slice(1).map((text): [string, string] => {
      const end = text.indexOf("\n");
      return end < 0 ? ["", ""] : [text.slice(0, end), text.slice(end + 1)];
    });
    const [name, text] = sections.at(-1) ?? ["", ""];
    const whole = name === "end" && text.endsWith("\n");
    // the last section of a broken answer may lack any part of it
    return new Answer(new Map(whole ? sections : sections.slice(0, -1)), whole);
  }

  /** A section's text; undefined when the host did not print it. */
  find(name: string): string | undefined {
    return this.sections.get(name);
  }

  text(name: string): string {
    const text = this.sections.get(name);
    if (text === undefined) throw new Unreadable(this.whole ? "the host did not tell" : "the host's answer broke off");
    return text;
  }

  /** Its lines that are not empty. */
  lines(name: string): string[] {
    return linesOf(this.text(name));
  }

  /** Its `name=value` lines. */
  values(name: string): Readonly<Record<string, string>> {
    return valuesOf(this.lines(name));
  }
}

export function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

export function valuesOf(lines: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(lines.flatMap((line) => {
    const at = line.indexOf("=");
    return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
  }));
}
