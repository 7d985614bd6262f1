// The known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): which key belongs to a host.
import { createHmac } from "node:crypto";
import { parseAddress } from "./addresses";
import { isKeyOfKind, isRsa, preferenceOf, RSA_REASON, scanRemedy } from "./hostKeys";

/** A line that names a key. */
export interface KnownHost {
  /** Line number, from 1. */
  readonly line: number;
  readonly marker?: "revoked" | "cert-authority";
  /** The first field: patterns with commas, or one hashed name `|1|salt|hash`. */
  readonly names: string;
  /** `ssh-ed25519`. */
  readonly keyType: string;
  readonly key: string;
}

/** A line that cannot be read; OpenSSH skips it too. */
export interface UnreadableLine {
  readonly line: number;
  readonly reason: string;
}

export type KnownHostsEntry = KnownHost | UnreadableLine;

/** What known_hosts says of a host: a key to pin, or why there is none. */
export interface HostKeyAnswer {
  /** `ssh-ed25519 AAAA...`, as @pulumi/command takes it. */
  readonly key?: string;
  readonly problem?: {
    readonly id: "known-hosts-no-key" | "known-hosts-rsa" | "known-hosts-revoked" | "known-hosts-authority" | "known-hosts-ambiguous";
    readonly reason: string;
    readonly remedy: string;
  };
}

/** Reads the text of a known_hosts file; never throws. */
export function parseKnownHosts(text: string): readonly KnownHostsEntry[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    const content = line.replace(/^\uFEFF/, "").trim();
    return content === "" || content.startsWith("#") ? [] : [parseLine(content, index + 1)];
  });
}

function parseLine(content: string, line: number): KnownHostsEntry {
  const fields = content.split(/[ \t]+/);
  const marker = fields[0]?.startsWith("@") ? fields.shift() : undefined;
  if (marker !== undefined && marker !== "@revoked" && marker !== "@cert-authority") return { line, reason: `the marker ${JSON.stringify(marker.slice(0, 40))} is not known` };
  const [names, keyType, key] = fields;
  if (names === undefined || keyType === undefined || key === undefined) return { line, reason: "names, kind of key and key are expected" };
  if (/^\d+$/.test(keyType)) return { line, reason: "it is in the form of SSH protocol 1, which is no longer used" };
  if (!isKeyOfKind(keyType, key)) return { line, reason: "the key is not of the kind that is named before it; it may be cut off" };
  return { line, names, keyType, key, ...(marker === undefined ? {} : { marker: marker === "@revoked" ? "revoked" : "cert-authority" }) };
}

/**
 * The key that known_hosts holds for a host, ed25519 before ecdsa. As OpenSSH does, it looks for `[address]:port` when the port is not 22,
 * and for the bare address when there is no such line.
 */
export function hostKeyFor(entries: readonly KnownHostsEntry[], address: string, port: number): HostKeyAnswer {
  const lines = entries.filter((entry) => "names" in entry);
  const named = (name: string) => lines.filter((entry) => matches(entry.names, name));
  const withPort = port === 22 ? [] : named(`[${lookupName(address)}]:${port}`);
  const found = withPort.length > 0 ? withPort : named(lookupName(address));
  const revoked = new Set(found.filter((entry) => entry.marker === "revoked").map((entry) => entry.key));
  const plain = found.filter((entry) => entry.marker === undefined);
  return choose(plain.filter((entry) => !revoked.has(entry.key)), found, address, port);
}

/** ssh puts the names that it looks up into small letters, and IPv6 addresses into canonical text. */
function lookupName(address: string): string {
  return parseAddress(address)?.text ?? address.toLowerCase();
}

function choose(usable: readonly KnownHost[], found: readonly KnownHost[], address: string, port: number): HostKeyAnswer {
  const where = port === 22 ? address : `${address} port ${port}`;
  const preferred = usable.filter((entry) => preferenceOf(entry.keyType) !== undefined).sort((a, b) => (preferenceOf(a.keyType) ?? 0) - (preferenceOf(b.keyType) ?? 0));
  const [best] = preferred;
  if (!best) return { problem: nothingFor(where, usable, found, scanRemedy(address, port)) };
  const rivals = preferred.filter((entry) => entry.keyType === best.keyType && entry.key !== best.key);
  if (rivals.length === 0) return { key: `${best.keyType} ${best.key}` };
  return {
    problem: {
      id: "known-hosts-ambiguous",
      reason: `known_hosts holds different ${best.keyType} keys for ${where} (lines ${[best, ...rivals].map((entry) => entry.line).join(", ")}), and only one can be pinned.`,
      remedy: "Remove the lines that are out of date, or set the host's own `hostKey`.",
    },
  };
}

function nothingFor(where: string, usable: readonly KnownHost[], found: readonly KnownHost[], remedy: string): NonNullable<HostKeyAnswer["problem"]> {
  if (usable.some((entry) => isRsa(entry.keyType))) return { id: "known-hosts-rsa", reason: `known_hosts holds only an RSA key for ${where}, and ${RSA_REASON}.`, remedy };
  if (found.some((entry) => entry.marker === "revoked")) {
    return { id: "known-hosts-revoked", reason: `known_hosts says that the key of ${where} is revoked.`, remedy: "Find out why before anything else; then give the host a new key and add its line." };
  }
  if (found.some((entry) => entry.marker === "cert-authority")) {
    return { id: "known-hosts-authority", reason: `known_hosts holds only a certificate authority for ${where}; @command checks keys, not certificates.`, remedy };
  }
  return { id: "known-hosts-no-key", reason: `known_hosts holds no ed25519 or ecdsa key for ${where}.`, remedy };
}

function matches(names: string, name: string): boolean {
  if (names.startsWith("|")) return matchesHash(names, name);
  const patterns = names.split(",").filter((pattern) => pattern !== "");
  const hit = (pattern: string) => matchesPattern(canonicalPattern(pattern), name);
  return !patterns.some((pattern) => pattern.startsWith("!") && hit(pattern.slice(1))) && patterns.some((pattern) => !pattern.startsWith("!") && hit(pattern));
}

/** `|1|base64 salt|base64 HMAC-SHA1 of the name|`, the salt being the key. */
function matchesHash(names: string, name: string): boolean {
  const [, version, salt, hash] = names.split("|");
  if (version !== "1" || salt === undefined || hash === undefined) return false;
  return createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest("base64") === hash;
}

/** IPv6 addresses in whatever text compare as one; patterns with wildcards stay as they are. */
function canonicalPattern(pattern: string): string {
  const bracketed = /^\[([^\]]+)\](:\d+)$/.exec(pattern);
  if (bracketed) return `[${lookupName(bracketed[1] ?? "")}]${bracketed[2] ?? ""}`;
  return lookupName(pattern);
}

/** `*` is any text, `?` any character. Walks both texts with one step back, so that no pattern takes more than quadratic time. */
function matchesPattern(pattern: string, name: string): boolean {
  let p = 0, n = 0, star = -1, resume = 0;
  while (n < name.length) {
    if (pattern[p] === "*") { star = p++; resume = n; }
    else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === name[n])) { p++; n++; }
    else if (star >= 0) { p = star + 1; n = ++resume; }
    else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
