// The TCP connection to a hop.
import { connect, type Socket } from "node:net";
import type { Hop } from "./resolvedConnection";
import { connectFailure, connectTimeout } from "./connectSentences";

/** Milliseconds of silence until the kernel asks whether the peer still lives; it takes 10 questions, a second apart, without answer for dead. */
const KEEP_ALIVE_DELAY = 15_000;

/** @throws SshError */
export function connectTcp(hop: Hop, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hop.host, port: hop.port, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_DELAY, noDelay: true });
    const fail = (error: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const refused = (error: NodeJS.ErrnoException): void => fail(error.code === "ETIMEDOUT" ? connectTimeout(hop, timeoutMs) : connectFailure(hop, error));
    const timer = setTimeout(() => fail(connectTimeout(hop, timeoutMs)), timeoutMs);
    socket.on("error", refused);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", refused);
      resolve(socket);
    });
  });
}

/** A connection that is under way before anybody waits for it. */
export class EarlyDial {
  #socket: Promise<Socket> | undefined;

  constructor(hop: Hop, timeoutMs: number) {
    this.#socket = connectTcp(hop, timeoutMs);
    // whoever takes it hears of that, or finds it destroyed
    this.#socket.then((socket) => socket.on("error", () => undefined), () => undefined);
  }

  /** Undefined when it was taken before, or was lost while nobody had it. @throws SshError */
  async take(): Promise<Socket | undefined> {
    const taken = this.#socket;
    this.#socket = undefined;
    const socket = await taken;
    return socket?.destroyed || socket?.readableEnded ? undefined : socket;
  }

  /** Ends it, if nobody took it. */
  drop(): void {
    this.take().then((socket) => socket?.destroy(), () => undefined);
  }
}
