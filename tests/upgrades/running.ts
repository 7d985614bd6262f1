// What runs on the hosts in kube-vip's own words, and what is written there to the byte.
import type { Lab } from "../../lab/session";

export interface Running {
  /** Empty where its log does not tell. */
  readonly version: string;
  /** Whether it logs what only debugging shows. */
  readonly debug: boolean;
}

const NEWEST_LOG = "grep -E -m 60 'kube-vip\\.io version=| DEBUG ' \"$(ls -t /var/log/pods/kube-system_kube-vip-*/kube-vip/*.log | head -n 1)\"";

/** By host. A kube-vip says its version as it starts, whatever its image is called. */
export function running(lab: Lab): Promise<Record<string, Running>> {
  return everywhere(lab, NEWEST_LOG, (log) => ({ version: /kube-vip\.io version=(\S+)/.exec(log)?.[1] ?? "", debug: log.includes(" DEBUG ") }));
}

/** SHA-256 of the manifest on each host. */
export function manifestSums(lab: Lab): Promise<Record<string, string>> {
  return everywhere(lab, "sha256sum </etc/kubernetes/manifests/kube-vip.yaml", (sum) => sum.slice(0, 64));
}

/** Every file that a rollout could write on each host, with its size, its mode and when it was written. */
export function touched(lab: Lab): Promise<Record<string, string>> {
  return everywhere(lab, "find /etc/kubernetes/manifests /etc/modules-load.d /var/lib/pulumi-kube-vip -printf '%p %s %m %T@\\n' | sort", (files) => files);
}

async function everywhere<T>(lab: Lab, script: string, read: (stdout: string) => T): Promise<Record<string, T>> {
  return Object.fromEntries(await Promise.all(lab.hosts.map(async ({ name }) => [name, read((await lab.on(name, script, { reject: false })).stdout)] as const)));
}
