// The SSH handshake and login on a connection that is there.
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import { authHandler, type Attempts } from "./authentication";
import type { Ssh2 } from "./library";
import type { Login } from "./login";
import type { Hop } from "./resolvedConnection";
import { agentRefusal, handshakeBroken, handshakeTimeout, loginRefused, noAgreement, noPinnedKind, wrongHostKey } from "./connectSentences";
import type { SshError } from "./sshError";
import { printable } from "./words";

type ClientError = Error & { level?: string; code?: string | number };

/** The client that is logged in. @throws SshError; the stream is destroyed then */
export function handshake(library: Ssh2, stream: Duplex, hop: Hop, login: Login, timeoutMs: number): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new library.Client();
    const attempts: Attempts = { tried: [], left: [] };
    let shown: Buffer | undefined;
    const fail = (error: SshError): void => {
      clearTimeout(timer);
      stream.destroy();
      reject(error);
    };
    const mismatch = (): SshError | undefined => (shown === undefined || login.pinned === undefined ? undefined : wrongHostKey(hop, shown, login.pinned.wire));
    const timer = setTimeout(() => fail(handshakeTimeout(hop, timeoutMs)), timeoutMs);
    // It stays: an error of a later moment without listener would end the process. The link hears of it, too.
    client.on("error", (error: ClientError) => fail(mismatch() ?? reasonOf(error, hop, login, attempts)));
    client.once("close", () => fail(mismatch() ?? handshakeBroken(hop, "the connection was closed")));
    client.once("ready", () => {
      clearTimeout(timer);
      resolve(client);
    });
    client.connect({
      sock: stream as Socket,
      username: hop.user,
      readyTimeout: 0,
      authHandler: authHandler(hop.user, login.methods, attempts),
      ...(login.pinned === undefined ? {} : { algorithms: { serverHostKey: [login.pinned.type] } }),
      hostVerifier: (key: Buffer) => {
        const trusted = login.pinned === undefined || key.equals(login.pinned.wire);
        if (!trusted) shown = key;
        return trusted;
      },
    });
  });
}

function reasonOf(error: ClientError, hop: Hop, login: Login, attempts: Attempts): SshError {
  const said = printable(error.message);
  if (error.level === "client-authentication") return loginRefused(hop, attempts);
  if (error.level === "agent") return agentRefusal(hop, said);
  if (login.pinned !== undefined && said.includes("no matching host key format")) return noPinnedKind(hop, login.pinned);
  if (error.level === "handshake" && said.includes("no matching")) return noAgreement(hop, said);
  // A number is the server's own word of parting: after too many wrong logins, for example.
  return typeof error.code === "number" && attempts.left.length > 0 ? loginRefused(hop, attempts) : handshakeBroken(hop, said);
}
