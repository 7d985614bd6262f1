// How to log in to one SSH server: its pinned host key and the ways to authenticate, as the sessions of the component have them, with the real provider's errors.
import ssh2, { type AnyAuthMethod, type ParsedKey } from "ssh2";
import { agentSocket, methodsOf, reachAgent } from "../../components/hosts/session/authentication";
import { readPinnedKey, readPrivateKey, type KeyFault, type PinnedKey } from "../../components/hosts/session/keys";
import type { Hop } from "./connection";
import { reasonText } from "./goText";

export interface SshConfig {
  username: string;
  /** Absent: any host key. */
  hostKey?: PinnedKey;
  methods: AnyAuthMethod[];
}

/** @throws for a key, host key or agent that cannot be used. Such an error is not tried again. */
export async function sshConfig(hop: Hop): Promise<SshConfig> {
  const agent = agentSocket(hop.agentSocketPath);
  if (agent !== undefined) {
    await reachAgent(agent).catch((error: NodeJS.ErrnoException) => {
      throw new Error(`dial unix ${agent}: connect: ${reasonText(error)}`);
    });
  }
  return {
    username: hop.user,
    ...(hop.hostKey === undefined ? {} : { hostKey: pinnedHostKey(hop.hostKey) }),
    methods: methodsOf(ssh2, { user: hop.user, password: hop.password, agent, ...(hop.privateKey === undefined ? {} : { privateKey: openKey(hop.privateKey, hop.privateKeyPassword) }) }),
  };
}

function pinnedHostKey(authorizedKey: string): PinnedKey {
  const key = readPinnedKey(ssh2, authorizedKey);
  if (key === undefined) {
    throw new Error("failed to parse host key: ssh: no key found");
  }
  return key;
}

const KEY_FAULTS: Record<KeyFault, string> = {
  "no-key": "ssh: no key found",
  locked: "ssh: this private key is passphrase protected",
  "not-locked": "ssh: key is not password protected",
  "wrong-passphrase": "x509: decryption password incorrect",
};

function openKey(text: string, passphrase: string | undefined): ParsedKey {
  const key = readPrivateKey(ssh2, text, passphrase);
  if (typeof key === "string") {
    throw new Error(KEY_FAULTS[key]);
  }
  return key;
}
