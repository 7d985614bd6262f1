// Programs in the sandbox that stand for what a real host has: its network, its kernel modules, its kubelet. The lab proves the agent with the real ones.

/** Text by path. */
export const programs: Readonly<Record<string, string>> = {
  // The API server is healthy and shows no Pods, but where /opt/api-down is it refuses connections; the VIP answers what /opt/vip-code says (an IPv6 one /opt/vip6-code), 200 without it. A probe reaches it from /opt/vip-from;
  // where /opt/old-curl is, curl does not know --rate. Of all kube-vips it shows this host's own and those of /opt/kube-vips, a Node each, with the code of /opt/pods-code; the lease of each Node is /opt/node-lease.
  "/opt/front/curl": `#!/bin/sh
codes=/opt/vip-code
case "$*" in *'https://['*) codes=/opt/vip6-code ;; esac
code=200
[ ! -e $codes ] || read -r code <$codes
from=192.168.1.12
[ ! -e /opt/vip-from ] || read -r from </opt/vip-from
case "$*" in
*https://kubernetes:*) [ ! -e /opt/api-down ] || { printf 000; echo 'curl: (7) Failed to connect to kubernetes port 6443' >&2; exit 7; } ;;
esac
case "$*" in
*--rate*) [ ! -e /opt/old-curl ] || exit 2 ;;
esac
case "$*" in
*--version) ;;
*--rate*) while :; do
    [ ! -e $codes ] || read -r code <$codes
    [ ! -e /opt/vip-from ] || read -r from </opt/vip-from
    printf '%s %s\\n' "$code" "$from" >&2
    sleep 0.1
done ;;
*as=Table* | */kube-node-lease/*)
    before=''
    for word; do
        [ "$before" != -o ] || target=$word
        before=$word
    done
    code=200
    case "$*" in
    */kube-node-lease/*) if [ -e /opt/node-lease ]; then cat /opt/node-lease >"$target"; else code=404; fi ;;
    *)
        [ ! -e /opt/pods-code ] || read -r code </opt/pods-code
        nodes=$(tr A-Z a-z </proc/sys/kernel/hostname)
        [ ! -e /opt/kube-vips ] || nodes="$nodes $(cat /opt/kube-vips)"
        for node in $nodes; do printf '{ "cells": [ "kube-vip-%s", "1/1", "Running", "0", "5m" ] }\\n' "$node"; done >"$target"
        ;;
    esac
    printf %s "$code" ;;
*local_ip*) printf '%s %s\\n' "$code" "$from" >&2 ;;
*time_total*) for word; do
    case $word in
    https://*/api*) echo 'api 403' ;;
    https://*) printf '%s 0.012\\n' "$code" ;;
    http://*/metrics) printf '# HELP x\\n' >"$before" ;;
    esac
    before=$word
done ;;
*/pods/*) printf '403 403 ' ;;
*) printf 200 ;;
esac
`,
  // Knows every module but those whose name begins with no_.
  "/opt/front/modprobe": `#!/bin/sh
case " $*" in *' no_'*) exit 1 ;; esac
`,
  "/opt/front/crictl": `#!/bin/sh
exit 1
`,
  "/opt/front/ping": `#!/bin/sh
exit 0
`,
  // A kube-vip that was started with the first argument, by the command that the others make.
  "/opt/with-argument": `#!/bin/sh
[ -e /opt/never ] || { mkfifo /opt/never && mkdir /opt/cat && cp "$(readlink -f /bin/cat)" /opt/cat/kube-vip; }
argument=$1
shift
exec "$@" /opt/cat/kube-vip -- /opt/never "$argument"
`,
  // Runs what the one manifest says, with its variables alone. Copied from sleep, or from cat, which takes any argument, the process is called kube-vip as the real one. As the real one it does not begin
  // with a Pod before it has done with the one from before, which takes it 0.3 s longer than the process, and then looks again only after as many tenths of a second as /opt/backoff says, 10 without it.
  "/opt/kubelet": `#!/bin/sh
. /opt/library.sh
file=/etc/kubernetes/manifests/kube-vip.yaml seen='' child='' over=0 wait=0 runs=''
while :; do
    wanted=
    [ ! -e $file ] || wanted=$(sha256sum <$file)
    if [ "$wanted" != "$seen" ]; then
        [ -z "$child" ] || { kill "$child"; wait "$child"; over=3; }
        seen=$wanted child='' wait=0
    fi
    if [ $over != 0 ]; then
        over=$((over - 1))
        [ $over != 0 ] || rmdir "/var/lib/kubelet/pods/$runs"
    fi
    if [ -z "$wanted" ] || [ -n "$child" ]; then
        :
    elif [ $wait != 0 ]; then
        wait=$((wait - 1))
    elif [ $over != 0 ]; then
        wait=10
        [ ! -e /opt/backoff ] || read -r wait </opt/backoff
    else
        runs=\${wanted%% *}
        mkdir -p "/var/lib/kubelet/pods/$runs" "/var/log/pods/kube-system_kube-vip-node_$runs"
        echo "$runs" >>/opt/begun
        set --
        argument=
        settings_of $file >/opt/variables
        while IFS= read -r line; do case $line in --*) argument=$line ;; *) set -- "$@" "$line" ;; esac; done </opt/variables
        if [ -z "$argument" ]; then
            env -i "$@" /opt/bin/kube-vip 1000 &
        else
            /opt/with-argument "$argument" env -i "$@" &
        fi
        child=$!
    fi
    sleep 0.1
done
`,
};

/** For `setup`: a kube-vip that no kubelet started, its process id in /opt/pid; what comes next finds it running. */
export const STRAY_KUBE_VIP = "/opt/bin/kube-vip 1000 </dev/null >/dev/null 2>&1 & echo $! >/opt/pid; until grep -qx kube-vip /proc/$!/comm; do sleep 0.02; done";

/** For `setup`: a kubelet that runs what lies in its folder. */
export const KUBELET = "/opt/kubelet >/dev/null 2>&1 </dev/null &";

/** For `setup`: an interface eth0 in the network 192.168.1.0/24; a bridge where the kernel has no dummies. */
export const ETH0 = "ip link add eth0 type dummy 2>/dev/null || ip link add eth0 type bridge; ip link set eth0 up; ip addr add 192.168.1.11/24 dev eth0";

/** For `setup`: time runs fifty times as fast for the agent, which reads it from /proc/uptime. Written over, so that it is never empty. */
export const HURRY = "echo '1000.00 0' >/opt/uptime; mount --bind /opt/uptime /proc/uptime; (at=1000; while :; do at=$((at + 5)); echo \"$at.00 0\" 1<>/opt/uptime; sleep 0.1; done) >/dev/null 2>&1 &";
