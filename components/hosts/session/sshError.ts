// What can go wrong on the way to a host and on it.

export type SshFailure =
  /** Nothing listens on the port. */
  | "refused"
  /** No way there, or no such name. */
  | "unreachable"
  | "timeout"
  /** The server broke off, or agrees on nothing. */
  | "handshake"
  /** Another host key than the pinned one. */
  | "host-key"
  | "login"
  /** A key, pin or agent that cannot be used here. */
  | "credentials"
  /** The connection ended while it was needed. */
  | "lost"
  /** The command did not end in time, printed too much, or could not be started. */
  | "command";

/** A failure in a sentence for a person, with the host and without secrets. */
export class SshError extends Error {
  override readonly name = "SshError";

  /** @param passing it may be gone in a moment, so another attempt makes sense */
  constructor(readonly kind: SshFailure, message: string, readonly passing = false) {
    super(message);
  }
}
