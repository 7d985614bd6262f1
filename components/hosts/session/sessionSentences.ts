// What failed behind a bastion and in a session that was there, in sentences. No text here holds a command or its output, which may hold secrets.
import type { Hop } from "./resolvedConnection";
import { SshError } from "./sshError";
import { capitalised, printable, seconds } from "./words";

/** RFC 4254, 5.1: 1 is "administratively prohibited", 2 "connect failed", 4 "resource shortage". */
const PROHIBITED = 1;

export function tunnelFailure({ who }: Hop, bastion: string, error: { readonly message: string; readonly reason?: number | string }): SshError {
  if (error.reason === PROHIBITED) return new SshError("unreachable", `${capitalised(bastion)} forbids connections to ${who}: ${printable(error.message)}. Allow them in its sshd_config (AllowTcpForwarding, PermitOpen).`);
  return new SshError("unreachable", `${capitalised(bastion)} has no connection to ${who}: ${printable(error.message)}. See whether the host is up, and reachable from the bastion.`, true);
}

export function connectionLost(who: string, reason: string): SshError {
  return new SshError("lost", `The connection to ${who} was lost (${printable(reason)}).`, true);
}

export function commandNotStarted(who: string, reason: string): SshError {
  return new SshError("command", `A command could not be started on ${who}: ${printable(reason)}. Its sshd may allow no more sessions on one connection (MaxSessions), or none for this user.`);
}

export function commandTimeout(who: string, milliseconds: number): SshError {
  return new SshError("timeout", `A command on ${who} did not end within ${seconds(milliseconds)}; it may still run there.`);
}

export function tooMuchOutput(who: string, limit: number): SshError {
  return new SshError("command", `A command on ${who} printed more than ${Math.round(limit / 1024)} KiB, and was cut off.`);
}

export function channelCut(who: string): SshError {
  return new SshError("lost", `The channel to a process on ${who} was cut here.`);
}
