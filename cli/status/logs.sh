#!/bin/sh
# The last lines of two logs of this host: what the component did here, and what kube-vip itself says. Only reads.
# Arguments: a mark that stands before each section, and how many lines. Secrets of this component are masked before anything is printed.

set -u
LC_ALL=C
PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export LC_ALL PATH
STATE=/var/lib/pulumi-kube-vip
mark=$1
lines=$2

mask() { # standard input, with (secret) in the place of every value of our secrets, longest first, as it is and as programs quote it
    awk -v file="$STATE/secrets" '
    function add(text,   at) {
        if (text == "") return
        for (at = ++count; at > 1 && length(value[at - 1]) < length(text); at--) value[at] = value[at - 1]
        value[at] = text
    }
    BEGIN {
        while ((getline line <file) > 0) {
            sub(/^[^=]*=/, "", line)
            add(line)
            quoted = line
            gsub(/[\\"]/, "\\\\&", quoted)
            if (quoted != line) add(quoted)
        }
    }
    {
        for (n = 1; n <= count; n++) {
            done = ""
            while (at = index($0, value[n])) {
                done = done substr($0, 1, at - 1) "(secret)"
                $0 = substr($0, at + length(value[n]))
            }
            $0 = done $0
        }
        print
    }'
}

component_lines() {
    said=$(journalctl -q -t pulumi-kube-vip -n "$lines" -o short-iso --no-pager 2>/dev/null)
    if [ -n "$said" ]; then
        printf '%s\n' "$said"
    elif [ -e "$STATE/rollout.log" ]; then
        tail -n "$lines" "$STATE/rollout.log"
    fi
}

kube_vip_lines() { # of the container that wrote last, as kubelet keeps them for every runtime
    # shellcheck disable=SC2012 # kubelet makes these names, of letters, digits, - _ and .
    newest=$(ls -t /var/log/pods/kube-system_kube-vip-*/kube-vip/*.log 2>/dev/null | head -n 1)
    [ -z "$newest" ] || tail -n "$lines" "$newest" | cut -c 1-2000
}

printf '%s component\n' "$mark"
component_lines | mask
printf '%s kube-vip\n' "$mark"
kube_vip_lines | mask
printf '%s end\n' "$mark"
