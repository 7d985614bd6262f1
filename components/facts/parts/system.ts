// What the machine is, and what runs on it beside kube-vip.

export interface SystemFacts {
  /** `PRETTY_NAME` of os-release. */
  readonly os: string;
  /** `ID` of os-release, `debian`. */
  readonly osId: string;
  readonly kernel: string;
  /** As `uname -m`. */
  readonly arch: string;
  readonly hostName: string;
  /** Empty when there is no /etc/machine-id. */
  readonly machineId: string;
  readonly bootId: string;
  readonly uptimeSeconds: number;
  /** The host's clock minus the observer's, milliseconds; the round trip makes it uncertain by `clockUncertaintyMs`. */
  readonly clockOffsetMs: number;
  readonly clockUncertaintyMs: number;
  /** Reading ran as root, straight or by `sudo -n`. Without it most other parts are missing. */
  readonly root: boolean;
}

export type ModuleState = "builtin" | "loaded" | "loadable" | "missing";

export interface ProgramFacts {
  readonly name: string;
  readonly pid: number;
}

export interface ListenerFacts {
  readonly port: number;
  /** `*`, or the address. */
  readonly address: string;
  /** Name of the process; empty when unknown. */
  readonly process: string;
  readonly pid?: number;
}

export interface KubeletFacts {
  readonly running: boolean;
  /** `v1.34.4`; empty when unknown. */
  readonly version: string;
  /** From `--pod-manifest-path` or the config file; absent when neither tells. */
  readonly staticPodPath?: string;
  /** `--node-ip`; empty when kubelet was started without; absent where that is not to be seen, as inside of k3s. */
  readonly nodeIp?: string;
  /** Name of this host's Node. */
  readonly nodeName: string;
}
