// What an agent of ours left on the host.
import type { CertificateFacts } from "./apiServer";

export interface RecordFacts {
  /** `STACK::PROJECT::TYPE::NAME#KEY`. */
  readonly owner: string;
  readonly manifestPath: string;
  /** Of the last good manifest as the program shows it, with placeholders. */
  readonly manifestSha256: string;
  /** Of the same with placeholders filled in, as it lies in the folder. */
  readonly filledSha256: string;
  /** The file of BGP peers that this manifest mounts; absent when it mounts none. */
  readonly peersFile?: PeersFileFacts;
  /** Absent where no text of it is recorded, or there is none now. */
  readonly kubeconfig?: RecordedKubeconfig;
  /** kube-vip's own login; absent where it was recorded to use the kubeconfig's. */
  readonly access?: AccessFacts;
  /** ISO 8601, UTC. */
  readonly applied: string;
  /** Of the agent's script on the host; empty when it is not there. */
  readonly agentSha256: string;
  /** That ran the manifest when it was applied, 64 hexadecimal digits. As long as it runs, so does its image. Empty when it ran in none. */
  readonly containerId: string;
  /** /etc/machine-id when an agent was installed here last, and the address at which that one was reached; absent where that is not recorded. */
  readonly machineId?: string;
  readonly reachedAt?: string;
  /** What this host knows of the last rollout that it took part in; absent where there was none, or its version did not tell. */
  readonly fellows?: FellowFacts;
  /** Its manifest is there for a cluster that is to begin here, and has the login of the beginning. */
  readonly bootstrap?: true;
  /** How often drift was repaired here. */
  readonly repairs: number;
  /** Of the manifest that failed last and is refused until something changes; empty when there is none. */
  readonly failedSha256: string;
  /** Why it failed. */
  readonly failedReason: string;
  /** `rollout.retry` as it then was. */
  readonly failedRetry?: string;
  /** The host's boot id then. */
  readonly failedBoot?: string;
  /** Why the last proof that this host took part in failed; absent when it did not. */
  readonly unproven?: string;
  /** The Node that had the VIP at the last proof, where it was not this host's. */
  readonly holderElsewhere?: string;
  /** The rollout that holds this host now. */
  readonly lock?: LockFacts;
}

export interface FellowFacts {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Machine ids of the hosts that were seen then, by key. */
  readonly machines: Readonly<Record<string, string>>;
}

/** The kubeconfig that was there when the manifest was applied, and the one that is there now. */
export interface RecordedKubeconfig {
  readonly path: string;
  readonly recordedSha256: string;
  readonly sha256: string;
  /** Seconds since the epoch. */
  readonly modified: number;
}

export interface AccessFacts {
  /** Absent when there is none any more. */
  readonly certificate?: CertificateFacts;
  /** Of the file with certificate and key: octal, `600`; empty when it is gone. */
  readonly mode: string;
  readonly owner: string;
  /** Its kubeconfig names another CA than the host's. Absent when it does not, or that was not looked at. */
  readonly otherCa?: true;
}

export interface PeersFileFacts {
  readonly path: string;
  /** Octal, `600`; empty when the file is gone. */
  readonly mode: string;
  readonly owner: string;
}

export interface LockFacts {
  /** Who: `ada@laptop, prod::infra::kube-vip:index:KubeVip::prod`. */
  readonly who: string;
  /** Names the rollout, to end it by name. */
  readonly run: string;
  /** Seconds it has been held, by the monotonic clock. */
  readonly heldSeconds: number;
  /** Its holder is alive on the host. */
  readonly alive: boolean;
  /** Whose: `STACK::PROJECT::TYPE::NAME`. */
  readonly owner: string;
  /** Its program has ended, so it gives the host free by itself. */
  readonly ending: boolean;
}
