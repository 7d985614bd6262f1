// Private keys and pinned host keys, read as @pulumi/command reads them. What is wrong is a word: each caller has its own sentence for it.
import { createHash } from "node:crypto";
import type { ParsedKey, ServerHostKeyAlgorithm } from "ssh2";
import type { Ssh2 } from "./library";
import { printable } from "./words";

export type KeyFault = "no-key" | "locked" | "not-locked" | "wrong-passphrase";

/** Opens a private key; like golang.org/x/crypto it refuses a passphrase that none needs. */
export function readPrivateKey({ utils }: Ssh2, text: string, passphrase: string | undefined): ParsedKey | KeyFault {
  const open = utils.parseKey(text);
  const locked = open instanceof Error && /encrypted/i.test(open.message);
  if (open instanceof Error && !locked) return "no-key";
  if (passphrase === undefined) return open instanceof Error ? "locked" : open;
  if (!locked) return "not-locked";
  const key = utils.parseKey(text, passphrase);
  return key instanceof Error ? "wrong-passphrase" : key;
}

/** The only host key that is taken, in wire form, and the only kind that is offered. */
export interface PinnedKey {
  readonly type: ServerHostKeyAlgorithm;
  readonly wire: Buffer;
}

/** Undefined when the text holds no public key. */
export function readPinnedKey({ utils }: Ssh2, authorizedKey: string): PinnedKey | undefined {
  const key = utils.parseKey(authorizedKey.trim());
  return key instanceof Error ? undefined : { type: key.type as ServerHostKeyAlgorithm, wire: key.getPublicSSH() };
}

/** `ssh-ed25519 SHA256:...` of a public key in wire form, as `ssh-keygen -l` prints it. */
export function fingerprint(wire: Buffer): string {
  const type = wire.length >= 4 ? printable(wire.toString("latin1", 4, 4 + Math.min(wire.readUInt32BE(0), 64))) : "unknown";
  return `${type} SHA256:${createHash("sha256").update(wire).digest("base64").replace(/=+$/, "")}`;
}
