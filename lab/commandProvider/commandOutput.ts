// Collects what a command prints, and hands each line on while the command runs.
import { StringDecoder } from "node:string_decoder";
import { goQuote } from "./goText";

export type Logging = "stdout" | "stderr" | "stdoutAndStderr" | "none";
export type CommandResult = { stdout: string; stderr: string };

/** Bytes in the longest line that the real provider can log: Go's bufio.MaxScanTokenSize. */
const LONGEST_LOGGED_LINE = 64 * 1024;

export class CommandOutput {
  readonly #chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[], both: [] as Buffer[] };
  readonly #decoder = new StringDecoder("utf8");
  #unfinishedLine = "";

  constructor(private readonly logging: Logging, private readonly onLine: (line: string) => void) {}

  /** @throws when a logged line is so long that the real provider would hang for ever, so that the lab finds it first. */
  add(stream: "stdout" | "stderr", chunk: Buffer): void {
    this.#chunks[stream].push(chunk);
    this.#chunks.both.push(chunk);
    if (this.logging === stream || this.logging === "stdoutAndStderr") {
      this.#log(this.#decoder.write(chunk));
    }
  }

  #log(text: string): void {
    const lines = (this.#unfinishedLine + text).split("\n");
    this.#unfinishedLine = lines.pop() ?? "";
    for (const line of [...lines, this.#unfinishedLine]) {
      if (Buffer.byteLength(line) >= LONGEST_LOGGED_LINE) {
        throw new Error(
          "lab stand-in: the command printed a line of 64 KiB or more while its output is logged. " +
            "The real pulumi-resource-command hangs there; print shorter lines or set logging to none.",
        );
      }
    }
    lines.forEach((line) => this.onLine(line.replace(/\r$/, "")));
  }

  /** Logs a last line that had no newline. */
  end(): void {
    if (this.#unfinishedLine !== "") {
      this.onLine(this.#unfinishedLine);
    }
  }

  result(): CommandResult {
    return { stdout: trimOneNewline(text(this.#chunks.stdout)), stderr: trimOneNewline(text(this.#chunks.stderr)) };
  }

  /** The error of a command that ended badly: the reason, the quoted command, then all that it printed in order. */
  failure(reason: string, command: string): Error {
    return new Error(`${reason}: running ${goQuote(command)}:\n${text(this.#chunks.both)}`);
  }
}

function text(chunks: Buffer[]): string {
  return Buffer.concat(chunks).toString("utf8");
}

function trimOneNewline(value: string): string {
  return value.endsWith("\n") ? value.slice(0, -1) : value;
}
