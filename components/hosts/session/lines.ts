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

  /** Looks at each byte once, however long a line gets. */
  add(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      this.#keep(chunk.subarray(start, end));
      this.#flush();
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
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
    const line = Buffer.concat(this.#unfinished).toString("utf8").replace(/\r$/, "");
    this.#unfinished = [];
    this.#bytes = 0;
    this.onLine(line);
  }
}
