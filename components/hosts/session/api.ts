// What a session to a host offers. Free of ssh2's types, so that declarations that mention it need none of its packages.

export interface ConnectOptions {
  /** Milliseconds for all of it: name, TCP, bastion, handshake, login, and trying again. */
  readonly deadlineMs: number;
  /** Try again until the deadline where nothing answers yet: hosts that are still starting. Default false: as often as the connection's dialErrorLimit says. */
  readonly waitFor?: boolean;
  /** Only a command in progress keeps the Node process alive, not an idle session or an open channel. Default false. */
  readonly unref?: boolean;
  /** The host's key, for messages. */
  readonly name?: string;
}

export interface RunOptions {
  /** Milliseconds until the command must have ended. Later it is no longer waited for, but may go on: it must be bounded by itself. */
  readonly deadlineMs: number;
  /** Default: empty. */
  readonly stdin?: string;
  /** Called when all of standard input is on its way, so that it is the host's turn to work. Not where it does not come to that. */
  readonly onSent?: () => void;
  /** Called with each line of standard error as it comes. */
  readonly onStderrLine?: (line: string) => void;
  /** Bytes of standard output and error together. Default 8 MiB. */
  readonly outputLimit?: number;
}

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** Absent when a signal ended it. */
  readonly code?: number;
  /** `KILL`. */
  readonly signal?: string;
}

export interface OpenOptions {
  /** Milliseconds until the process must have been started. Default 30 s. */
  readonly deadlineMs?: number;
  /** What standard input begins with, as it is. Default: nothing. */
  readonly stdin?: string;
  /** Called with each line of standard error. */
  readonly onStderrLine?: (line: string) => void;
}

/** Why a channel is closed. `stderr` is the last of what it said there, at most 8 KiB. */
export type ChannelEnd =
  | { readonly kind: "exit"; readonly code: number; readonly stderr: string }
  | { readonly kind: "signal"; readonly signal: string; readonly stderr: string }
  /** The connection was lost or closed, or the output was out of all bounds. The process may go on. */
  | { readonly kind: "lost"; readonly reason: string; readonly stderr: string };

/** A process on the host that is spoken to in lines. */
export interface LineChannel {
  /** Sends one line. After the end it is lost: `closed` tells. @throws RangeError for a text with a line feed */
  send(line: string): void;
  /** The one receiver of the lines of standard output; it gets first those that came before. */
  lines(handler: (line: string) => void): void;
  /** Never rejects; settles after the last line was handed over. */
  readonly closed: Promise<ChannelEnd>;
  /** Ends the process's standard input. */
  end(): void;
  /** Cuts the channel, whatever the process does. */
  cut(): void;
}

/** A login on one host. All failures are `SshError`s, whose text names the host and never holds a secret. */
export interface Session {
  /** Runs a command in the login shell. A status other than 0 is a result, no error. @throws SshError when it does not end in time, prints too much, or the connection is lost */
  run(command: string, options: RunOptions): Promise<CommandResult>;
  /** Starts a long-lived process. */
  open(command: string, options?: OpenOptions): Promise<LineChannel>;
  /** Keeps the Node process alive, with `unref` too, until the function it returns is called: for an answer on a channel. */
  hold(): () => void;
  /** Settles when the connection is gone, with the reason. */
  readonly lost: Promise<string>;
  /** Ends the connection with all that runs in it. Safe to call twice. */
  close(): void;
}
