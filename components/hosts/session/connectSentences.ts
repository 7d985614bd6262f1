// What failed on the way to a host and at the login, in sentences: where, why, what to do. No text here holds a secret.
import type { Attempts } from "./authentication";
import { fingerprint, type KeyFault, type PinnedKey } from "./keys";
import type { Hop } from "./resolvedConnection";
import { SshError } from "./sshError";
import { capitalised, seconds } from "./words";

/** Errors of the network that come from the way there, and may pass. */
const NO_WAY: Record<string, string> = {
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "no route to its network",
  EHOSTDOWN: "the host is down",
  EADDRNOTAVAIL: "this machine has no address to start from",
};

export function connectFailure({ who, host }: Hop, error: NodeJS.ErrnoException): SshError {
  const code = error.code ?? "";
  if (code === "ECONNREFUSED") return new SshError("refused", `${capitalised(who)} refuses connections: nothing listens there, or a firewall says no. Start sshd on it, or correct address and port.`, true);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return new SshError("unreachable", `${capitalised(who)} cannot be found: the name ${host} does not resolve. Correct the name, or the resolver of this machine.`, true);
  return new SshError("unreachable", `${capitalised(who)} cannot be reached: ${NO_WAY[code] ?? error.message}. Check address, routes and VPN.`, true);
}

export function connectTimeout({ who }: Hop, milliseconds: number): SshError {
  return new SshError("timeout", `${capitalised(who)} did not answer a TCP connection within ${seconds(milliseconds)}. Check the address, that the machine is up, and the firewalls between.`, true);
}

export function notAsked({ who }: Hop, milliseconds: number): SshError {
  return new SshError("timeout", `${capitalised(who)} was not asked: other hosts took all of the ${seconds(milliseconds)}.`, true);
}

export function handshakeTimeout({ who }: Hop, milliseconds: number): SshError {
  return new SshError("timeout", `${capitalised(who)} took the connection, but did not finish the SSH login within ${seconds(milliseconds)}. See whether its sshd hangs, or something else listens there.`, true);
}

export function handshakeBroken({ who }: Hop, reason: string): SshError {
  return new SshError("handshake", `${capitalised(who)} broke off before the login (${reason}). Its sshd may be starting, refuse this address, or have too many logins at once (MaxStartups); its log tells.`, true);
}

export function noAgreement({ who }: Hop, reason: string): SshError {
  return new SshError("handshake", `${capitalised(who)} and this program agree on no way to talk: ${reason}. Update its sshd, or widen its Ciphers, MACs and KexAlgorithms.`);
}

export function wrongHostKey({ who }: Hop, shown: Buffer, pinned: Buffer): SshError {
  return new SshError("host-key",
    `${capitalised(who)} shows another host key than the pinned one: it shows ${fingerprint(shown)}, pinned is ${fingerprint(pinned)}. ` +
    "Somebody may sit in between, or the host was reinstalled. Nothing was sent to it. Compare with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the host's own console before the pin is changed.");
}

export function noPinnedKind({ who }: Hop, { type, wire }: PinnedKey): SshError {
  return new SshError("host-key",
    `${capitalised(who)} offers no host key of the pinned kind ${type}; pinned is ${fingerprint(wire)}. ` +
    "Somebody may sit in between, or the host was reinstalled or lost that key. See what `ssh-keyscan` shows, and compare it with the host's own console before the pin is changed.");
}

export function loginRefused({ who, user }: Hop, { tried, left }: Attempts): SshError {
  const proofs = tried.filter((method) => method !== "none");
  const what = proofs.length === 0 ? "nothing that it takes was given" : `tried: ${proofs.join(", ")}`;
  const takes = left.length === 0 ? "" : `; it takes: ${left.join(", ")}`;
  return new SshError("login", `${capitalised(who)} refuses the login as ${user} (${what}${takes}). Check the user, the key or password, and authorized_keys on the host.`);
}

export function agentFailure({ who, agentSocketPath }: Hop, path: string, error: NodeJS.ErrnoException): SshError {
  const named = agentSocketPath === undefined ? "SSH_AUTH_SOCK" : "agentSocketPath";
  return new SshError("credentials", `The SSH agent at ${path} (${named}), asked for ${who}, does not answer: ${error.code ?? error.message}. @pulumi/command needs it also where a key is given: start the agent, or unset ${named}.`);
}

export function agentRefusal({ who, user }: Hop, reason: string): SshError {
  return new SshError("credentials", `The SSH agent could not prove the login as ${user} on ${who}: ${reason}. Unlock it, or add a key that the host knows (\`ssh-add -l\` lists them).`);
}

const KEY_FAULTS: Record<KeyFault, string> = {
  "no-key": "is none that can be read. Give the whole text of the file, PEM or OpenSSH form",
  locked: "is protected by a passphrase, and none was given. Set `privateKeyPassphrase`",
  "not-locked": "is not protected, and yet a passphrase was given, which @pulumi/command refuses. Remove `privateKeyPassphrase`",
  "wrong-passphrase": "is not opened by the passphrase that was given. Correct `privateKeyPassphrase`",
};

export function keyFailure({ who }: Hop, fault: KeyFault): SshError {
  return new SshError("credentials", `The private key for ${who} ${KEY_FAULTS[fault]}.`);
}

export function pinFailure({ who }: Hop): SshError {
  return new SshError("credentials", `The host key that is pinned for ${who} is no public key. Give it as \`ssh-ed25519 AAAA...\`.`);
}
