// SSH keys of a lab: one for whoever logs in, three per host, one for the bastion. Made anew for every lab.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../machine/run";

/** An SSH key pair: the file of the private half, and the public half as a line of authorized_keys. */
export interface SshKey {
  readonly file: string;
  readonly publicKey: string;
}

/** The kinds of host keys that Debian's sshd has by default. */
export const hostKeyTypes = ["ed25519", "ecdsa", "rsa"] as const;
export type HostKeyType = (typeof hostKeyTypes)[number];

// 2048 bits are enough for a host that lives an hour, and take a third of the default's time.
const keygenOptions: Record<HostKeyType, string[]> = { ed25519: [], ecdsa: ["-b", "256"], rsa: ["-b", "2048"] };

/** Makes `<file>` and `<file>.pub`; `comment` is what the public line ends with. */
export async function makeKey(file: string, type: HostKeyType, comment: string): Promise<SshKey> {
  await run("ssh-keygen", ["-q", "-t", type, ...keygenOptions[type], "-N", "", "-C", comment, "-f", file]);
  return { file, publicKey: (await readFile(`${file}.pub`, "utf8")).trim() };
}

/** Makes `ssh_host_<type>_key` of all types in `dir`, under the names sshd looks for. */
export async function makeHostKeys(dir: string, host: string): Promise<Record<HostKeyType, SshKey>> {
  const [ed25519, ecdsa, rsa] = await Promise.all(hostKeyTypes.map((type) => makeKey(join(dir, `ssh_host_${type}_key`), type, host)));
  return { ed25519: ed25519!, ecdsa: ecdsa!, rsa: rsa! };
}

/** Lines of known_hosts for one address; a port other than 22 puts it in brackets, as ssh itself looks it up. */
export function knownHostLines(address: string, publicKeys: readonly string[], port = 22): string[] {
  const name = port === 22 ? address : `[${address}]:${port}`;
  return publicKeys.map((key) => `${name} ${key.split(" ").slice(0, 2).join(" ")}`);
}
