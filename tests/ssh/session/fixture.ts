// What the tests of sessions start from: a server, a connection to it, and servers that misbehave.
import { connect as dial, createServer, type AddressInfo, type Socket } from "node:net";
import { connect, Connector, type ConnectOptions, type ResolvedConnection, type Session, SshError } from "../../../components/hosts/session";
import { startSshd, type Sshd, type SshdOptions } from "../sshd";

export interface Fixture {
  readonly sshd: Sshd;
  /** A working connection with the host key pinned and these fields changed. */
  connection(changes?: Partial<ResolvedConnection>): ResolvedConnection;
  /** Opened with it; closed with the fixture. */
  connect(changes?: Partial<ResolvedConnection>, options?: Partial<ConnectOptions>): Promise<Session>;
  stop(): Promise<void>;
}

export async function startFixture(options: SshdOptions = {}): Promise<Fixture> {
  delete process.env["SSH_AUTH_SOCK"];
  const sshd = await startSshd(options);
  const sessions: Session[] = [];
  const connection = (changes: Partial<ResolvedConnection> = {}): ResolvedConnection => ({
    host: sshd.host, port: sshd.port, user: sshd.user, privateKey: sshd.privateKey, hostKey: sshd.hostKeys.ed25519, dialErrorLimit: 0, ...changes,
  });
  return {
    sshd,
    connection,
    connect: async (changes, more) => {
      const session = await connect(connection(changes), { deadlineMs: 30_000, name: "cp1", ...more });
      sessions.push(session);
      return session;
    },
    stop: async () => {
      sessions.forEach((session) => session.close());
      await sshd.stop();
    },
  };
}

/** What was seen of each host, or the error's text. Nothing is left open. */
export async function observeAll(connections: Readonly<Record<string, ResolvedConnection>>, look: (session: Session, key: string) => Promise<string>, deadlineMs: number, parallel?: number): Promise<Record<string, string>> {
  const connector = new Connector({ unref: true, parallel });
  const lookAt = async (key: string): Promise<string> => {
    const session = await connector.connect(connections[key]!, { deadlineMs, name: key });
    return look(session, key).finally(() => session.close());
  };
  try {
    return Object.fromEntries(await Promise.all(Object.keys(connections).map(async (key) => [key, await lookAt(key).catch((error: Error) => error.message)] as const)));
  } finally {
    connector.close();
  }
}

/** The error with which it fails, and the milliseconds until then. */
export async function failure(promise: Promise<unknown>): Promise<{ error: SshError; afterMs: number }> {
  const start = performance.now();
  const error = await promise.then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof SshError)) throw new Error(`no SshError, but ${String(error)}`);
  return { error, afterMs: performance.now() - start };
}

export interface OddServer {
  readonly port: number;
  /** Connections it has now. */
  open(): number;
  stop(): Promise<void>;
}

/** A server that speaks no SSH, or only the beginning. */
export async function startOddServer(answer: (socket: Socket) => void, port = 0): Promise<OddServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    // Unread, it would not notice its end.
    socket.resume();
    answer(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    open: () => sockets.size,
    stop: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Cable extends OddServer {
  /** Lets nothing through any more, and says nothing of it. */
  freeze(): void;
  /** Ends all connections at once. */
  cut(): void;
}

/** A port that leads to another one, until it is cut or frozen. @param onOpen gets how many connections there were so far */
export async function startCable(toPort: number, port = 0, onOpen: (open: number) => void = () => undefined): Promise<Cable> {
  const pairs: [Socket, Socket][] = [];
  const server = await startOddServer((near) => {
    const far = dial(toPort, "127.0.0.1").on("error", () => undefined);
    near.pipe(far);
    far.pipe(near);
    pairs.push([near, far]);
    onOpen(pairs.length);
  }, port);
  return {
    ...server,
    freeze: () => pairs.forEach(([near, far]) => { near.unpipe(far).pause(); far.unpipe(near).pause(); }),
    cut: () => pairs.forEach(([near, far]) => { near.resetAndDestroy(); far.destroy(); }),
    stop: async () => {
      pairs.forEach(([, far]) => far.destroy());
      await server.stop();
    },
  };
}
