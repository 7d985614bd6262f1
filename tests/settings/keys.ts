// SSH keys for tests: public ones built by hand in every kind, private ones made anew.
import { createHmac } from "node:crypto";
import { utils } from "ssh2";

function field(bytes: Buffer | string): Buffer {
  const content = Buffer.from(bytes as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}

/** A public key of a kind, different for each seed; its bytes are no point of a curve, which nobody here asks. */
export function publicKey(kind: string, seed = 1): string {
  const curve = kind.replace("ecdsa-sha2-", "");
  const parts = kind.startsWith("ecdsa") ? [field(kind), field(curve), field(Buffer.alloc(65, seed))] : [field(kind), field(Buffer.alloc(32, seed))];
  return `${kind} ${Buffer.concat(parts).toString("base64")}`;
}

/** A hashed name as ssh-keygen -H writes it. */
export function hashedName(name: string, salt: Buffer): string {
  return `|1|${salt.toString("base64")}|${createHmac("sha1", salt).update(name).digest("base64")}`;
}

export const PRIVATE_KEY = utils.generateKeyPairSync("ed25519").private;
export const PASSPHRASE = "open sesame 4711";
export const LOCKED_KEY = utils.generateKeyPairSync("ed25519", { passphrase: PASSPHRASE, cipher: "aes256-ctr", rounds: 1 }).private;
