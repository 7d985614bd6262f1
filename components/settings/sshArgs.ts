// How a control-plane host is reached: arguments.
import type { Input } from "@pulumi/pulumi";

/** One control-plane host. */
export interface HostArgs {
  /** The host's own IP address (its Kubernetes InternalIP): where SSH connects to unless `ssh.address` is given, and the BGP router id unless `routerId` is given. */
  address: Input<string>;
  /** The interface that carries the VIP on this host, where it differs from `interface`. */
  interface?: Input<string>;
  /** The Kubernetes Node's name. Default: kubelet's (`--hostname-override`, else the host name in lower case). */
  nodeName?: Input<string>;
  /** BGP router id, an IPv4 address that no other host uses. Default: `address`. */
  routerId?: Input<string>;
  /** What differs from the component's `ssh` for this host. */
  ssh?: HostSshArgs;
}

/** How a login is proven. Give one of key, password or agent; without any, the agent at SSH_AUTH_SOCK is used. */
export interface SshArgs {
  /** Login name. Default `root`; any other needs `sudo -n` (no password asked). */
  user?: Input<string>;
  /** 1 to 65535. Default 22. */
  port?: Input<number>;
  /** Private key, PEM or OpenSSH form. Kept secret. */
  privateKey?: Input<string>;
  /** Passphrase of `privateKey`. Kept secret. */
  privateKeyPassphrase?: Input<string>;
  /** Password of the login. Kept secret. */
  password?: Input<string>;
  /** Socket of an SSH agent. Default: `SSH_AUTH_SOCK` of the machine that runs Pulumi. */
  agentSocketPath?: Input<string>;
  /** Text of a known_hosts file (hashed names included) that holds an ed25519 or ecdsa key for every host and the bastion. */
  knownHosts?: Input<string>;
  /** Connect to hosts whose key nobody checked. Anyone between here and a host can then take it over. Default false. */
  acceptAnyHostKey?: Input<boolean>;
  /** A host to connect through (one hop: @pulumi/command can do no more). */
  bastion?: BastionArgs;
  /** Failed dials before a run gives up on a host, 1 to 100. Default 5. */
  dialErrorLimit?: Input<number>;
  /** Seconds for one TCP connect, 1 to 600. Default 10. */
  dialTimeoutSeconds?: Input<number>;
}

/** What differs for one host; each field as in `SshArgs`. */
export interface HostSshArgs {
  /** Name or address that SSH connects to, where it is not the host's `address` (a management network). known_hosts is searched for it. */
  address?: Input<string>;
  /** Default: that of `ssh`. */
  user?: Input<string>;
  /** Default: that of `ssh`. */
  port?: Input<number>;
  /** Default: that of `ssh`. Kept secret. */
  privateKey?: Input<string>;
  /** Default: that of `ssh`. Kept secret. */
  privateKeyPassphrase?: Input<string>;
  /** Default: that of `ssh`. Kept secret. */
  password?: Input<string>;
  /** Default: that of `ssh`. */
  agentSocketPath?: Input<string>;
  /** The host's public key, `ssh-ed25519 AAAA...` or `ecdsa-sha2-nistp256 AAAA...`; an RSA key cannot be pinned. Default: from `ssh.knownHosts`. */
  hostKey?: Input<string>;
}

/** The one hop between here and the hosts. Nothing is taken over from `ssh` but `knownHosts` and `acceptAnyHostKey`. */
export interface BastionArgs {
  /** Name or address. */
  address: Input<string>;
  /** 1 to 65535. Default 22. */
  port?: Input<number>;
  /** Login name. Default `root`. */
  user?: Input<string>;
  /** Private key. Kept secret. */
  privateKey?: Input<string>;
  /** Passphrase of `privateKey`. Kept secret. */
  privateKeyPassphrase?: Input<string>;
  /** Password. Kept secret. */
  password?: Input<string>;
  /** Socket of an SSH agent. Default: `SSH_AUTH_SOCK`. */
  agentSocketPath?: Input<string>;
  /** The bastion's public key, ed25519 or ecdsa. Default: from `ssh.knownHosts`. */
  hostKey?: Input<string>;
}
