// Text in lines, from bytes as they come.

const LINE_FEED = 0x0a;

export class LineSplitter {
  #unfinished: Buffer[] = [];
  #bytes = 0;

  /** @param onLine gets each line without its line feed or carriage return */
  constructor(private readonly onLine: (line: string) => void) {}

  /** Bytes of the line that has not ended yet. */
  get pendingBytes(): number {
    return this.#bytes;
  }

  /** Looks at each byte once, however long a line gets. A line feed is no part of any other character in UTF-8. */
  add(chunk: Buffer): void {
    const last = chunk.lastIndexOf(LINE_FEED);
    this.#keep(chunk.subarray(0, Math.max(last, 0)));
    if (last >= 0) this.#flush();
    this.#keep(chunk.subarray(last + 1));
  }

  /** Hands over a last line that had no line feed. */
  end(): void {
    if (this.#bytes > 0) this.#flush();
  }

  #keep(part: Buffer): void {
    if (part.length === 0) return;
    this.#unfinished.push(part);
    this.#bytes += part.length;
  }

  #flush(): void {
    const text = Buffer.concat(this.#unfinished).toString("utf8");
    this.#unfinished = [];
    this.#bytes = 0;
    for (const line of text.split("\n")) this.onLine(line.endsWith("\r") ? line.slice(0, -1) : line);
  }
}
