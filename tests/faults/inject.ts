// Faults as they happen to hosts, and how each is put right.
import { hostNetwork, isHostName, type HostName, lan } from "../../lab/network/addresses";
import type { Lab } from "../../lab/session";

const MANIFESTS = "/etc/kubernetes/manifests";

/** Ends every SSH session of a host but the one that does it: those of the guard, of the agent, and of tests. */
const CUT = `
own=' ' pid=$$
while [ "$pid" -gt 1 ]; do own="$own$pid "; line=$(cat /proc/$pid/stat); line=\${line##*) }; line=\${line#* }; pid=\${line%% *}; done
for comm in $(grep -lsx sshd /proc/[0-9]*/comm); do
    pid=\${comm#/proc/} pid=\${pid%/comm}
    case "$own" in *" $pid "*) continue ;; esac
    case $(tr '\\000' ' ' </proc/$pid/cmdline) in 'sshd: root@'*) kill -9 "$pid" ;; esac
done`;

export function cutConnections(lab: Lab, host: string): Promise<unknown> {
  return lab.on(host, CUT);
}

/** What looks full may not be, or not stay so: the file system keeps blocks back for writes under way, and programs remove what they no longer need. So the disk is filled again and again, until the first file is gone. */
const FILL = `
kill -STOP $(pidof kubelet) || exit
set -- $(stat -f -c '%f %S' /)
fallocate -l $(($1 * $2 - 33554432)) /var/fault.fill
cat /dev/zero >/var/fault.rest 2>/dev/null
n=0
for bytes in 65536 4096 4096; do
    while sync && head -c $bytes /dev/zero >/var/fault.$n 2>/dev/null; do n=$((n + 1)); done
done
while [ -e /var/fault.fill ]; do
    if head -c 4096 /dev/zero >/var/fault.$n; then n=$((n + 1)); else sleep 0.1; fi
done </dev/null >/dev/null 2>&1 &`;

/** A fault that stays until it is put right. */
export interface Fault {
  inject(lab: Lab, host: string): Promise<unknown>;
  mend(lab: Lab, host: string): Promise<unknown>;
}

function known(host: string): HostName {
  if (!isHostName(host)) throw new Error(`no host of the lab is called ${host}`);
  return host;
}

function onHost(inject: string, mend: string): Fault {
  return { inject: (lab, host) => lab.on(host, inject), mend: (lab, host) => lab.on(host, mend) };
}

export const FAULTS = {
  /** Not a file of one line can be written. kubelet is stopped meanwhile: it would remove the lab's images to make room. */
  fullDisk: onHost(FILL, "rm -f /var/fault.fill; sleep 1; rm -f /var/fault.*; kill -CONT $(pidof kubelet); systemctl start etcd kube-apiserver"),
  readOnlyManifests: onHost(`mount --bind ${MANIFESTS} ${MANIFESTS} && mount -o remount,bind,ro ${MANIFESTS}`, `umount ${MANIFESTS}`),
  kubeletStopped: onHost("systemctl stop kubelet", "systemctl start kubelet"),
  containerdStopped: onHost("systemctl stop containerd", "systemctl start containerd"),
  apiServerDown: onHost("systemctl stop kube-apiserver", "systemctl start kube-apiserver"),
  clockJumps: onHost('date -s "2 hours" >/dev/null', 'date -s "2 hours ago" >/dev/null'),
  /** Nothing comes through any more, and nobody is told. Not the end of the cable at the host: user-mode Linux gives up a tap that goes down. */
  cableOut: {
    inject: (lab, host) => lab.inside("ip", ["link", "set", hostNetwork(known(host)).tap, "nomaster"]),
    mend: (lab, host) => lab.inside("ip", ["link", "set", hostNetwork(known(host)).tap, "master", lan.bridge]),
  },
  /** This machine has the VIP too. */
  stranger: {
    inject: (lab) => lab.inside("ip", ["addr", "add", `${lab.vip}/32`, "dev", lan.bridge]),
    mend: (lab) => lab.inside("ip", ["addr", "del", `${lab.vip}/32`, "dev", lan.bridge]),
  },
} as const satisfies Record<string, Fault>;
