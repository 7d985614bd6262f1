// The file of BGP peers, which keeps passwords out of the static Pod and so out of its mirror Pod. The agent writes it from an annotation and the secrets.
import type { BgpSettings } from "../settings/settings";
import { STATE_FOLDER } from "../stateFolder";
import { peerEntry } from "./bgpVariables";
import { PEERS_FILE_PLACEHOLDER } from "./placeholders";
import type { Container, Pod } from "./pod";

/** Holds the peers as `bgp_peers` would, with the name of its secret in the place of a password. */
export const PEERS_ANNOTATION = "pulumi-kube-vip/bgp-peers";

/** Name of the secret of the peer with this placeholder name, as the agent is given it. */
function secretName(name: string): string {
  return `bgp-${name}`;
}

/** What the file adds to the Pod. */
export interface PeersFile {
  readonly annotations: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly volumeMounts: Container["volumeMounts"];
  readonly volumes: Pod["spec"]["volumes"];
}

const NONE: PeersFile = { annotations: {}, args: [], volumeMounts: [], volumes: [] };

/**
 * Its path in the container has the file's own name, so that what a process was started with tells which one it read. One argument, which is one line for the agent.
 * Nothing where peers are in variables.
 */
export function peersFile(bgp: BgpSettings | undefined): PeersFile {
  if (bgp?.peersIn !== "file") return NONE;
  const entries = [...bgp.peers.map((peer, index) => peerEntry(peer, secretName(String(index)))), ...(bgp.peer ? [peerEntry(bgp.peer, secretName("peer"))] : [])];
  const name = "bgp-peers";
  const mountPath = `/etc/kube-vip/${PEERS_FILE_PLACEHOLDER}`;
  return {
    annotations: { [PEERS_ANNOTATION]: entries.join(",") },
    args: [`--config-file=${mountPath}`],
    volumeMounts: [{ name, mountPath, readOnly: true }],
    volumes: [{ name, hostPath: { path: `${STATE_FOLDER}/peers/${PEERS_FILE_PLACEHOLDER}`, type: "File" } }],
  };
}
