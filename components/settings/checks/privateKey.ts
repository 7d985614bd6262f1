// Checks of a private key's form. No text here may hold any of it.
import type { Problem } from "../problems";
import { problemFamily } from "./report";

export const privateKeyFamily = problemFamily({
  "ssh-key-form": "error",
  "ssh-key-encrypted": "error",
  "ssh-key-not-encrypted": "error",
});
const { report } = privateKeyFamily;

/** Judges a key and its passphrase, given at `field` or taken over from `ssh`. */
export function checkPrivateKey(field: string, key: string, passphrase: string | undefined): Problem[] {
  const at = `${field}.privateKey`;
  const text = key.trim();
  const wrong = formProblem(text);
  if (wrong) return [report("ssh-key-form", at, wrong.reason, wrong.remedy)];
  const encrypted = isEncrypted(text);
  const dependsOn = [`${field}.privateKeyPassphrase`, ...(field === "ssh" || field === "ssh.bastion" ? [] : ["ssh.privateKey", "ssh.privateKeyPassphrase"])];
  if (encrypted === true && (passphrase ?? "") === "") {
    return [report("ssh-key-encrypted", at, "The private key is protected by a passphrase, and none is given.", `Set \`${field}.privateKeyPassphrase\`, or load the key into an SSH agent.`, dependsOn)];
  }
  if (encrypted === false && (passphrase ?? "") !== "") {
    return [report("ssh-key-not-encrypted", at, "A passphrase is given, but the private key is not protected by one, which @command refuses.", `Remove \`${field}.privateKeyPassphrase\`.`, dependsOn)];
  }
  return [];
}

function formProblem(text: string): { readonly reason: string; readonly remedy: string } | undefined {
  if (text.startsWith("PuTTY-User-Key-File")) return { reason: "This is a key in PuTTY's form.", remedy: "Convert it with `puttygen key.ppk -O private-openssh-new -o key`." };
  if (/^(ssh-|ecdsa-sha2-|sk-)/.test(text)) return { reason: "This is a public key.", remedy: "Give the private one, from the file without .pub." };
  if (/^[~./][^\n]*$/.test(text)) return { reason: "This is the path of a file, not the key in it.", remedy: "Read the file in your program, or put its text into the configuration as a secret." };
  if (/^-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----\r?\n[^]+\n-----END [A-Z0-9 ]*PRIVATE KEY-----$/.test(text)) return undefined;
  return { reason: "This is no private key in PEM or OpenSSH form; its lines may have been joined or cut off.", remedy: "Give the whole text of the file, from BEGIN to END with its line ends." };
}

/** Undefined where the form does not tell. */
function isEncrypted(text: string): boolean | undefined {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(text)) return true;
  if (!text.includes("BEGIN OPENSSH PRIVATE KEY")) return false;
  const bytes = Buffer.from(text.replace(/-----[^-]+-----/g, ""), "base64");
  const magic = "openssh-key-v1\0";
  // PROTOCOL.key: the magic, then the cipher's name with its length; "none" says that the key lies open.
  if (bytes.toString("latin1", 0, magic.length) !== magic || bytes.length < magic.length + 4) return undefined;
  const length = bytes.readUInt32BE(magic.length);
  return bytes.toString("latin1", magic.length + 4, magic.length + 4 + length) !== "none";
}
