// What keeps a command from starting at all: options, files or configuration that cannot be used.

/** The message says what was wrong and what to do, over as many lines as it needs; it never holds a secret. */
export class Unusable extends Error {
  override readonly name = "Unusable";
}
