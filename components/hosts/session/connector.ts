// Connects to hosts. Those behind one bastion share one connection to it.
import type { ConnectOptions, Session } from "./api";
import { handshakeTimeout, notAsked } from "./connectSentences";
import { Deadline } from "./deadline";
import { handshake } from "./handshake";
import { isLoaded, ssh2, type Ssh2 } from "./library";
import { Link, SocketHold } from "./link";
import { loginFor, type Login } from "./login";
import { bastionHop, hostHop, type Hop, type ResolvedConnection, type ResolvedHop } from "./resolvedConnection";
import { withRetries } from "./retry";
import { SshSession } from "./session";
import { SshError } from "./sshError";
import { connectTcp, EarlyDial } from "./tcp";
import { openTunnel } from "./tunnel";
import { Turns } from "./turns";

export interface ConnectorOptions extends Pick<ConnectOptions, "unref"> {
  /** Hosts that are connected to at a time; others wait, as far as their deadlines let them. Default 32. */
  readonly parallel?: number;
}

const PARALLEL = 32;

/** Milliseconds for handshake and login, so that a server that accepts and then says nothing leaves time for another attempt. */
const HANDSHAKE_LIMIT = 30_000;

/** Opens sessions, and the bastions on the way: one login at each, for as long as the connector is open, since sshd limits logins (MaxStartups) but not tunnels. */
export class Connector {
  readonly #bastions = new Map<string, Promise<Link>>();
  readonly #links = new Set<Link>();
  readonly #turns: Turns;
  #closed = false;

  constructor(private readonly options: ConnectorOptions = {}) {
    this.#turns = new Turns(options.parallel ?? PARALLEL);
  }

  /** @throws SshError */
  async connect(connection: ResolvedConnection, { deadlineMs, name, waitFor }: Omit<ConnectOptions, "unref">): Promise<Session> {
    const deadline = new Deadline(deadlineMs);
    const hop = hostHop(connection, name);
    const endTurn = await this.#turns.take(deadline);
    if (endTurn === undefined) throw notAsked(hop, deadlineMs);
    // The host's sshd gets ready while the library is loaded here, which takes about as long.
    const early = connection.proxy === undefined && !isLoaded() ? new EarlyDial(hop, dialLimit(hop, deadline)) : undefined;
    try {
      return new SshSession(await this.#reach(await ssh2(), hop, connection.proxy, deadline, waitFor, early));
    } finally {
      early?.drop();
      endTurn();
    }
  }

  /** Ends all sessions and bastions. */
  close(): void {
    this.#closed = true;
    // Those behind a bastion were opened after it, and say goodbye before it.
    [...this.#links].reverse().forEach((link) => link.close());
  }

  async #reach(library: Ssh2, hop: Hop, proxy: ResolvedHop | undefined, deadline: Deadline, waitFor = false, early?: EarlyDial): Promise<Link> {
    const login = await loginFor(library, hop, deadline);
    const limit = waitFor ? -1 : hop.dialErrorLimit;
    return withRetries(limit, deadline, () => (proxy === undefined ? this.#dial(library, hop, login, deadline, early) : this.#dialBehind(library, hop, login, proxy, deadline, waitFor)));
  }

  async #dial(library: Ssh2, hop: Hop, login: Login, deadline: Deadline, early?: EarlyDial): Promise<Link> {
    const socket = (await early?.take()) ?? (await connectTcp(hop, dialLimit(hop, deadline)));
    const client = await handshake(library, socket, hop, login, deadline.within(HANDSHAKE_LIMIT));
    return this.#keep(new Link(client, socket, new SocketHold(socket), hop.who, this.options.unref !== true));
  }

  async #dialBehind(library: Ssh2, hop: Hop, login: Login, proxy: ResolvedHop, deadline: Deadline, waitFor: boolean): Promise<Link> {
    const bastion = await this.#bastion(library, proxy, deadline, waitFor);
    const tunnel = await openTunnel(bastion, hop, deadline.within(hop.perDialTimeout * 1000));
    const client = await handshake(library, tunnel, hop, login, deadline.within(HANDSHAKE_LIMIT));
    return this.#keep(new Link(client, tunnel, bastion, hop.who, this.options.unref !== true));
  }

  /** A bastion that could not be reached is not tried again for the next host: each would wait as long, and refused logins add up. One that was lost is. */
  #bastion(library: Ssh2, proxy: ResolvedHop, deadline: Deadline, waitFor: boolean): Promise<Link> {
    const id = JSON.stringify(proxy);
    const hop = bastionHop(proxy);
    let bastion = this.#bastions.get(id);
    if (bastion === undefined) {
      bastion = this.#reach(library, hop, undefined, deadline, waitFor);
      this.#bastions.set(id, bastion);
      bastion.then((link) => link.onLost(() => this.#bastions.delete(id)), () => undefined);
    }
    return deadline.race(bastion.catch((error: unknown) => Promise.reject(final(error))), () => handshakeTimeout(hop, deadline.milliseconds));
  }

  #keep(link: Link): Link {
    if (this.#closed) link.close();
    this.#links.add(link);
    link.onLost(() => this.#links.delete(link));
    return link;
  }
}

function dialLimit(hop: Hop, deadline: Deadline): number {
  return deadline.within(hop.perDialTimeout * 1000);
}

/** What was tried often enough for the bastion is not tried again for each host. */
function final(error: unknown): unknown {
  return error instanceof SshError ? new SshError(error.kind, error.message) : error;
}

/** Connects to one host; its bastion, if any, is left with the session. @throws SshError */
export async function connect(connection: ResolvedConnection, options: ConnectOptions): Promise<Session> {
  const connector = new Connector(options);
  try {
    const session = await connector.connect(connection, options);
    void session.lost.then(() => connector.close());
    return session;
  } catch (error) {
    connector.close();
    throw error;
  }
}
