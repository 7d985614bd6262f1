// The way from a bastion to the host behind it.
import type { Duplex } from "node:stream";
import { connectTimeout } from "./connectSentences";
import type { Link } from "./link";
import type { Hop } from "./resolvedConnection";
import { tunnelFailure } from "./sessionSentences";

/** @throws SshError */
export function openTunnel(bastion: Link, hop: Hop, timeoutMs: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void): void => {
      clearTimeout(timer);
      forget();
      outcome();
    };
    const timer = setTimeout(() => settle(() => reject(connectTimeout(hop, timeoutMs))), timeoutMs);
    const forget = bastion.onLost((reason) => queueMicrotask(() => settle(() => reject(tunnelFailure(hop, bastion.who, { message: `its connection was lost: ${reason}` })))));
    try {
      bastion.client.forwardOut("0.0.0.0", 0, hop.host, hop.port, (error, channel) => {
        if (error) return settle(() => reject(tunnelFailure(hop, bastion.who, error)));
        settle(() => resolve(channel));
      });
    } catch (error) {
      settle(() => reject(tunnelFailure(hop, bastion.who, error as Error)));
    }
  });
}
