// A command on a link, from its start to its end, whichever comes first: its exit, a limit, or the loss of the connection.
import type { ClientChannel } from "ssh2";
import type { Link } from "./link";
import { commandNotStarted, connectionLost } from "./sessionSentences";
import type { SshError } from "./sshError";

export interface Exit {
  readonly code?: number;
  readonly signal?: string;
}

export interface Listener {
  started(channel: ClientChannel): void;
  stdout(chunk: Buffer): void;
  stderr(chunk: Buffer): void;
  /** Called exactly once, after all output. */
  ended(outcome: Exit | SshError): void;
}

/** Ends the wait for a command; does nothing when it has ended. The command itself may go on: sshd passes no signals on to a session of root, so it must be bounded by itself. */
export type Stop = (error: SshError) => void;

/** Starts the command. */
export function execute(link: Link, command: string, listener: Listener): Stop {
  let running = true;
  let channel: ClientChannel | undefined;
  const settle = (outcome: Exit | SshError): void => {
    if (!running) return;
    running = false;
    forget();
    channel?.close();
    listener.ended(outcome);
  };
  // Not before this function has returned to its caller.
  const forget = link.onLost((reason) => queueMicrotask(() => settle(connectionLost(link.who, reason))));
  try {
    link.client.exec(command, (error, opened) => {
      if (error) return settle(commandNotStarted(link.who, error.message));
      if (!running) return opened.close();
      channel = opened;
      // Synchronously: a fast server sends the exit status in the very packet that starts the command, and nothing waits for a later listener.
      listen(opened, link, { ...listener, stdout: (chunk) => running && listener.stdout(chunk), stderr: (chunk) => running && listener.stderr(chunk), ended: settle });
      listener.started(opened);
    });
  } catch (error) {
    queueMicrotask(() => settle(link.open ? commandNotStarted(link.who, (error as Error).message) : connectionLost(link.who, (error as Error).message)));
  }
  return settle;
}

function listen(channel: ClientChannel, link: Link, listener: Listener): void {
  let exit: Exit | undefined;
  channel.on("data", (chunk: Buffer) => listener.stdout(chunk));
  channel.stderr.on("data", (chunk: Buffer) => listener.stderr(chunk));
  channel.on("exit", (code: number | null, signal?: string) => (exit = code === null ? { signal: (signal ?? "unknown").replace(/^SIG/, "") } : { code }));
  channel.on("close", () => listener.ended(exit ?? connectionLost(link.who, "a command's channel closed without its exit status")));
  // A command that ends without reading all of its input closes the pipe: no failure of its own.
  channel.on("error", () => undefined);
}
