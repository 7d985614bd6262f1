// What a login needs, made ready before anything is said to the host: so a key or agent that cannot be used is told at once, and not tried again.
import type { AnyAuthMethod, ParsedKey } from "ssh2";
import { agentSocket, methodsOf, reachAgent } from "./authentication";
import type { Deadline } from "./deadline";
import { readPinnedKey, readPrivateKey, type PinnedKey } from "./keys";
import type { Ssh2 } from "./library";
import type { Hop } from "./resolvedConnection";
import { agentFailure, keyFailure, pinFailure } from "./connectSentences";

export interface Login {
  readonly methods: readonly AnyAuthMethod[];
  readonly pinned?: PinnedKey;
}

/** @throws SshError */
export async function loginFor(library: Ssh2, hop: Hop, deadline: Deadline): Promise<Login> {
  const pinned = hop.hostKey === undefined ? undefined : pinnedKey(library, hop, hop.hostKey);
  const privateKey = hop.privateKey === undefined ? undefined : openKey(library, hop, hop.privateKey);
  const agent = agentSocket(hop.agentSocketPath);
  if (agent !== undefined) {
    await reachAgent(agent, deadline.within(hop.perDialTimeout * 1000)).catch((error: NodeJS.ErrnoException) => {
      throw agentFailure(hop, agent, error);
    });
  }
  return { methods: methodsOf(library, { user: hop.user, privateKey, password: hop.password, agent }), pinned };
}

function pinnedKey(library: Ssh2, hop: Hop, text: string): PinnedKey {
  const key = readPinnedKey(library, text);
  if (key === undefined) throw pinFailure(hop);
  return key;
}

function openKey(library: Ssh2, hop: Hop, text: string): ParsedKey {
  const key = readPrivateKey(library, text, hop.privateKeyPassword);
  if (typeof key === "string") throw keyFailure(hop, key);
  return key;
}
