// The static Pod: its files and its processes.

export interface ManifestFile {
  readonly path: string;
  /** Octal, `600`. */
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Seconds since the epoch. */
  readonly modified: number;
  /** It holds a container whose image is a kube-vip. */
  readonly definesKubeVip: boolean;
  /** kubelet skips names that begin with a dot. */
  readonly readByKubelet: boolean;
}

export interface KubeVipProcess {
  readonly pid: number;
  /** Seconds since the epoch. */
  readonly started: number;
  /** 64 hexadecimal digits; empty when it runs in no container. */
  readonly containerId: string;
  /** As the container runtime names it; empty when no client was there to ask. */
  readonly image: string;
  readonly imageDigest: string;
  /** All names that the host has for this image. Absent when nothing told them. */
  readonly imageNames?: readonly string[];
  /** Its environment without secrets: the values of `bgp_peerpass`, `bgp_peers` and whatever looks like a credential are `(secret)`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Names of the variables that differ from those of the last good manifest recorded on the host; compared there. Absent when nothing is recorded. */
  readonly differs?: readonly string[];
}
