// A long-lived process that is spoken to in lines.
import type { ClientChannel } from "ssh2";
import type { ChannelEnd, LineChannel, OpenOptions } from "./api";
import { execute, type Exit, type Stop } from "./execution";
import { LineSplitter } from "./lines";
import type { Link } from "./link";
import { channelCut, commandTimeout, tooMuchOutput } from "./sessionSentences";
import { SshError } from "./sshError";

const OPEN_DEADLINE = 30_000;
/** Bytes of one line, and of the lines that nobody has asked for yet. */
const PENDING_LIMIT = 1024 * 1024;
const STDERR_TAIL = 8 * 1024;

class ProcessChannel implements LineChannel {
  readonly closed: Promise<ChannelEnd>;
  #settle: (end: ChannelEnd) => void = () => undefined;
  #handler: ((line: string) => void) | undefined;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #stderr = Buffer.alloc(0);
  #channel: ClientChannel | undefined;
  readonly #out = new LineSplitter((line) => this.#line(line));
  readonly #errors: LineSplitter;
  readonly #stop: Stop;

  constructor(private readonly link: Link, command: string, { onStderrLine = () => undefined, stdin = "" }: OpenOptions, onStart: (error?: SshError) => void) {
    this.#errors = new LineSplitter(onStderrLine);
    this.closed = new Promise((resolve) => (this.#settle = resolve));
    this.#stop = execute(link, command, {
      started: (channel) => {
        this.#channel = channel;
        if (stdin !== "") channel.write(stdin);
        onStart();
      },
      stdout: (chunk) => {
        this.#out.add(chunk);
        this.#bound(this.#out.pendingBytes + this.#waitingBytes);
      },
      stderr: (chunk) => {
        this.#stderr = Buffer.concat([this.#stderr, chunk]).subarray(-STDERR_TAIL);
        this.#errors.add(chunk);
        this.#bound(this.#errors.pendingBytes);
      },
      ended: (outcome) => this.#ended(outcome, onStart),
    });
  }

  send(line: string): void {
    if (line.includes("\n")) throw new RangeError("a line cannot hold a line feed");
    if (this.#channel?.writable === true) this.#channel.write(`${line}\n`);
  }

  lines(handler: (line: string) => void): void {
    this.#handler = handler;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    waiting.forEach(handler);
  }

  end(): void {
    if (this.#channel?.writable === true) this.#channel.end();
  }

  cut(error: SshError = channelCut(this.link.who)): void {
    this.#stop(error);
  }

  #line(line: string): void {
    if (this.#handler !== undefined) return this.#handler(line);
    this.#waiting.push(line);
    // An empty line takes room, too.
    this.#waitingBytes += line.length + 1;
  }

  #bound(bytes: number): void {
    if (bytes > PENDING_LIMIT) this.cut(tooMuchOutput(this.link.who, PENDING_LIMIT));
  }

  #ended(outcome: Exit | SshError, onStart: (error?: SshError) => void): void {
    const stderr = this.#stderr.toString("utf8");
    if (outcome instanceof SshError) {
      onStart(outcome);
      this.#settle({ kind: "lost", reason: outcome.message, stderr });
      return;
    }
    this.#out.end();
    this.#errors.end();
    this.#settle(outcome.signal === undefined ? { kind: "exit", code: outcome.code ?? 0, stderr } : { kind: "signal", signal: outcome.signal, stderr });
  }
}

/** @throws SshError when the process was not started in time */
export function openChannel(link: Link, command: string, options: OpenOptions): Promise<LineChannel> {
  const deadlineMs = options.deadlineMs ?? OPEN_DEADLINE;
  return new Promise((resolve, reject) => {
    const release = link.hold();
    const channel = new ProcessChannel(link, command, options, (error) => {
      clearTimeout(timer);
      release();
      if (error === undefined) resolve(channel);
      else reject(error);
    });
    const timer = setTimeout(() => channel.cut(commandTimeout(link.who, deadlineMs)), deadlineMs);
  });
}
