// Public host keys as @pulumi/command pins them: which kinds can be pinned, and whether a text holds one.
import { quote } from "./words";

/** What is wrong, without the field it was found at. */
export interface KeyProblem {
  readonly id: "host-key-empty" | "host-key-rsa" | "host-key-kind" | "host-key-broken";
  readonly reason: string;
  readonly remedy: string;
}

/** Kinds of keys that can be pinned, best first. */
const PINNABLE = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"] as const;
const RSA = /^(ssh-rsa|rsa-sha2-(256|512))$/;

/** Place of a kind of key in the order of preference; undefined when it cannot be pinned. */
export function preferenceOf(keyType: string): number | undefined {
  const index = (PINNABLE as readonly string[]).indexOf(keyType);
  return index < 0 ? undefined : index;
}

export function isRsa(keyType: string): boolean {
  return RSA.test(keyType);
}

/** Whether the base64 text holds a whole key of the kind that is named before it: fields with their lengths, the first the kind's name (RFC 4253, 6.6). */
export function isKeyOfKind(keyType: string, base64: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return false;
  const bytes = Buffer.from(base64, "base64");
  const fields: string[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return false;
    fields.push(bytes.toString("latin1", at + 4, end));
    at = end;
  }
  return at === bytes.length && fields.length > 1 && fields[0] === keyType;
}

/** The sentence on RSA, which pinning in @pulumi/command offers as `ssh-rsa` with SHA-1 only; OpenSSH since 8.8 refuses that. */
export const RSA_REASON = "an RSA key cannot be pinned: @command would offer it with SHA-1 only, which sshd refuses";

/** How to get a key that can be pinned. */
export function scanRemedy(address: string, port: number): string {
  return `Take the key of \`ssh-keyscan -t ed25519${port === 22 ? "" : ` -p ${port}`} ${address}\`, and compare its fingerprint with the host's own (\`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub\`).`;
}

/** What keeps `text` (`ssh-ed25519 AAAA... comment`) from being pinned; undefined when nothing does. */
export function hostKeyProblem(text: string, address: string, port: number): KeyProblem | undefined {
  const [keyType = "", base64 = ""] = text.trim().split(/\s+/);
  const remedy = scanRemedy(address, port);
  if (keyType === "") return { id: "host-key-empty", reason: "The host key is empty.", remedy };
  if (isRsa(keyType)) return { id: "host-key-rsa", reason: `This is an RSA key, and ${RSA_REASON}.`, remedy };
  if (preferenceOf(keyType) === undefined) {
    const [, second = ""] = text.trim().split(/\s+/);
    const isLine = preferenceOf(second) !== undefined || isRsa(second);
    return {
      id: "host-key-kind",
      reason: isLine ? "This is a whole line of known_hosts." : `${quote(keyType)} is no kind of host key that can be pinned.`,
      remedy: isLine ? "Leave the host name out, or give the text as `ssh.knownHosts`." : `Give an ed25519 or ecdsa key. ${remedy}`,
    };
  }
  return isKeyOfKind(keyType, base64) ? undefined : { id: "host-key-broken", reason: `The text behind ${keyType} is not such a key; it may be cut off.`, remedy };
}

/** The key as @pulumi/command takes it: kind and base64, without comment. */
export function pinnedKey(text: string): string {
  return text.trim().split(/\s+/).slice(0, 2).join(" ");
}
