// A logged-in connection, straight or through that to a bastion: whether it keeps the process alive, and when it is lost.
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Client } from "ssh2";

/** Something that keeps the Node process alive as long as anybody holds it. */
export interface Holdable {
  hold(): () => void;
}

export class SocketHold implements Holdable {
  #holders = 0;

  constructor(private readonly socket: Socket) {}

  hold(): () => void {
    if (this.#holders++ === 0) this.socket.ref();
    let held = true;
    return () => {
      if (held && --this.#holders === 0) this.socket.unref();
      held = false;
    };
  }
}

export class Link implements Holdable {
  readonly lost: Promise<string>;
  readonly #listeners = new Set<(reason: string) => void>();
  #reason: string | undefined;
  readonly #release: () => void;

  /**
   * @param stream what the client talks on
   * @param wire what keeps the process alive: the socket, also of the bastion on the way
   * @param idle keep it alive also while nothing runs
   */
  constructor(readonly client: Client, private readonly stream: Duplex, private readonly wire: Holdable, readonly who: string, idle: boolean) {
    this.#release = wire.hold();
    if (!idle) this.#release();
    this.lost = new Promise((resolve) => this.#listeners.add(resolve));
    client.on("error", (error) => this.#lose(error.message));
    client.once("close", () => this.#lose("the other side ended it"));
  }

  get open(): boolean {
    return this.#reason === undefined;
  }

  hold(): () => void {
    return this.wire.hold();
  }

  /** Calls `listener` once, at once when the link is lost already. @returns what takes the listener away */
  onLost(listener: (reason: string) => void): () => void {
    if (this.#reason !== undefined) listener(this.#reason);
    else this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.client.end();
    // A peer that is gone would never answer the goodbye.
    if ("destroySoon" in this.stream) (this.stream as Socket).destroySoon();
    else this.stream.destroy();
    this.#lose("it was closed here");
  }

  #lose(reason: string): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#release();
    this.#listeners.forEach((listener) => listener(reason));
    this.#listeners.clear();
  }
}
