// How to log in to one SSH server: its pinned host key and the ways to authenticate, in the real provider's order.
import { createConnection } from "node:net";
import { createAgent, utils, type AnyAuthMethod, type AuthHandlerMiddleware, type ParsedKey, type ServerHostKeyAlgorithm } from "ssh2";
import type { Hop } from "./connection";
import { reasonText } from "./goText";

export interface SshConfig {
  username: string;
  /** The only host key taken, in wire form, and the only algorithm offered for it. Absent: any host key. */
  hostKey?: { type: ServerHostKeyAlgorithm; wire: Buffer };
  methods: AnyAuthMethod[];
}

/** @throws for a key, host key or agent that cannot be used. Such an error is not tried again. */
export async function sshConfig(hop: Hop): Promise<SshConfig> {
  const agent = hop.agentSocketPath ?? process.env["SSH_AUTH_SOCK"];
  if (agent !== undefined && agent !== "") {
    await reachAgent(agent);
  }
  return {
    username: hop.user,
    ...(hop.hostKey === undefined ? {} : { hostKey: pinnedHostKey(hop.hostKey) }),
    methods: [
      ...(hop.privateKey === undefined ? [] : [publicKeyMethod(hop)]),
      ...(hop.password === undefined ? [] : passwordMethods(hop.user, hop.password)),
      ...(agent ? [{ type: "agent" as const, username: hop.user, agent: createAgent(agent) }] : []),
    ],
  };
}

function pinnedHostKey(authorizedKey: string): SshConfig["hostKey"] {
  const key = utils.parseKey(authorizedKey.trim());
  if (key instanceof Error) {
    throw new Error("failed to parse host key: ssh: no key found");
  }
  return { type: key.type as ServerHostKeyAlgorithm, wire: key.getPublicSSH() };
}

function publicKeyMethod(hop: Hop): AnyAuthMethod {
  return { type: "publickey", username: hop.user, key: parsePrivateKey(hop.privateKey ?? "", hop.privateKeyPassword) };
}

function parsePrivateKey(text: string, passphrase: string | undefined): ParsedKey {
  const withoutPassphrase = utils.parseKey(text);
  const needsPassphrase = withoutPassphrase instanceof Error && /encrypted/i.test(withoutPassphrase.message);
  if (withoutPassphrase instanceof Error && !needsPassphrase) {
    throw new Error("ssh: no key found");
  }
  if (passphrase === undefined) {
    if (withoutPassphrase instanceof Error) {
      throw new Error("ssh: this private key is passphrase protected");
    }
    return withoutPassphrase;
  }
  if (!needsPassphrase) {
    throw new Error("ssh: key is not password protected");
  }
  const key = utils.parseKey(text, passphrase);
  if (key instanceof Error) {
    throw new Error("x509: decryption password incorrect");
  }
  return key;
}

function passwordMethods(username: string, password: string): AnyAuthMethod[] {
  return [
    { type: "password", username, password },
    {
      type: "keyboard-interactive",
      username,
      prompt: (_name, _instructions, _language, prompts, finish) => finish(prompts.map(() => password)),
    },
  ];
}

/** The real provider dials the agent's socket before anything else, even when it has a key. */
function reachAgent(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path, () => {
      socket.destroy();
      resolve();
    });
    socket.on("error", (error) => reject(new Error(`dial unix ${path}: connect: ${reasonText(error)}`)));
  });
}

/** Offers "none" first, then each kind of method once, as golang.org/x/crypto/ssh does. Fills `attempted` as it goes. */
export function authHandler(config: SshConfig, attempted: string[]): AuthHandlerMiddleware {
  return (methodsLeft, _partialSuccess, next) => {
    if (methodsLeft === null || methodsLeft === undefined) {
      attempted.push("none");
      return next({ type: "none", username: config.username });
    }
    const method = config.methods.find(({ type }) => !attempted.includes(wireName(type)) && methodsLeft.some((left) => left === wireName(type)));
    if (method !== undefined) {
      attempted.push(wireName(method.type));
    }
    return next((method ?? false) as AnyAuthMethod);
  };
}

function wireName(type: AnyAuthMethod["type"]): string {
  return type === "agent" ? "publickey" : type;
}
