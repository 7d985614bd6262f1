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
