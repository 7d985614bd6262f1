// Opens an SSH connection to the host of a command, straight or by one bastion.
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { Client } from "ssh2";
import { authHandler, type Attempts } from "../../components/hosts/session/authentication";
import type { Connection, Hop } from "./connection";
import { dialErrorText, reasonText } from "./goText";
import { dialWithRetry, type OperationContext } from "./retry";
import { sshConfig, type SshConfig } from "./sshConfig";

/** Go gives up a silent TCP peer after 15 s idle and 9 probes of 15 s; Node sends 10 probes, a second apart. */
const KEEP_ALIVE_DELAY = 140_000;

/** Dials anew, with the retries that the connection allows. @throws Error with the last dial's reason */
export async function dial(connection: Connection, context: OperationContext): Promise<Client> {
  const config = await sshConfig(connection);
  if (connection.proxy !== undefined) {
    return dialByProxy(connection, connection.proxy, config, context);
  }
  return dialWithRetry("Dial", connection.dialErrorLimit, context, () => dialHop(connection, config));
}

async function dialByProxy(connection: Connection, proxy: Hop, config: SshConfig, context: OperationContext): Promise<Client> {
  try {
    const proxyConfig = await sshConfig(proxy);
    const bastion = await dialWithRetry("Dial proxy", proxy.dialErrorLimit, context, () => dialHop(proxy, proxyConfig));
    const tunnel = await dialWithRetry("Dial from proxy", connection.dialErrorLimit, context, () => openTunnel(bastion, connection));
    // Like the real provider this tries the handshake again on the same tunnel, which a first failure has closed.
    return await dialWithRetry("Dial", connection.dialErrorLimit, context, () => handshake(tunnel, config));
  } catch (error) {
    throw new Error(`proxy: ${(error as Error).message}`, { cause: error });
  }
}

async function dialHop(hop: Hop, config: SshConfig): Promise<Client> {
  return handshake(await connectTcp(hop), config);
}

function connectTcp({ host, port, perDialTimeout }: Hop): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_DELAY, noDelay: true });
    const fail = (error: NodeJS.ErrnoException): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new Error(dialErrorText(error, host, port)));
    };
    const timer = perDialTimeout > 0 ? setTimeout(() => fail(Object.assign(new Error(), { code: "ETIMEDOUT" })), perDialTimeout * 1000) : undefined;
    socket.once("error", fail);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", fail);
      resolve(socket);
    });
  });
}

function openTunnel(bastion: Client, { host, port }: Hop): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    bastion.forwardOut("0.0.0.0", 0, host, port, (error, channel) => {
      if (error === undefined) {
        resolve(channel);
      } else {
        reject(new Error(`ssh: rejected: connect failed (${error.message.replace(/^.*?: /, "")})`));
      }
    });
  });
}

/** There is no limit of time here: the real provider's perDialTimeout bounds the TCP connect alone. */
function handshake(stream: Duplex, config: SshConfig): Promise<Client> {
  if (stream.destroyed) {
    return Promise.reject(new Error("ssh: handshake failed: EOF"));
  }
  return new Promise((resolve, reject) => {
    const client = new Client();
    const attempts: Attempts = { tried: [], left: [] };
    let mismatch = false;
    const fail = (reason: string): void => {
      stream.destroy();
      reject(new Error(`ssh: handshake failed: ${mismatch ? "ssh: host key mismatch" : reason}`));
    };
    client.on("error", (error) => fail(handshakeReason(error, attempts.tried, config)));
    client.on("close", () => fail("EOF"));
    client.on("ready", () => resolve(client));
    client.connect({
      sock: stream as Socket,
      username: config.username,
      readyTimeout: 0,
      authHandler: authHandler(config.username, config.methods, attempts),
      ...(config.hostKey === undefined ? {} : { algorithms: { serverHostKey: [config.hostKey.type] } }),
      hostVerifier: (key: Buffer) => {
        mismatch = config.hostKey !== undefined && !key.equals(config.hostKey.wire);
        return !mismatch;
      },
    });
  });
}

function handshakeReason(error: NodeJS.ErrnoException & { level?: string }, attempted: string[], config: SshConfig): string {
  if (error.level === "client-authentication") {
    return `ssh: unable to authenticate, attempted methods [${attempted.join(" ")}], no supported methods remain`;
  }
  if (error.message.includes("no matching host key format")) {
    return `ssh: no common algorithm for host key; we offered: [${config.hostKey?.type ?? "any"}]`;
  }
  return reasonText(error);
}
