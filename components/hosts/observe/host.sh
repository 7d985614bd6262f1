# The machine: clock, system, network, modules, processes.

look_at_clock() { # the time lies between two looks at the uptime
    section clock
    uptime
    before=$up
    time=$(date +%s%N)
    uptime
    printf '%s %s %s\n' "$before" "$time" "$up"
}

look_at_system() {
    section system
    root=no
    ! am_root || root=yes
    read -r arch 2>/dev/null </proc/sys/kernel/arch || arch=$(uname -m)
    printf 'root=%s\narch=%s\n' "$root" "$arch"
    section missing
    for tool in ip curl awk sed grep tr sha256sum modprobe mktemp cmp stat base64 gzip openssl arping ping; do
        has "$tool" || printf '%s\n' "$tool"
    done
    section kubeconfigs
    for file in $kubeconfigs; do
        [ ! -f "$file" ] || printf '%s\n' "$file"
    done
}

# Small files in one process. None of them holds a secret.
look_at_files() {
    section files
    conf=/proc/sys/net/ipv4/conf
    set -- /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/ip_nonlocal_bind /proc/sys/net/ipv4/vs/conntrack /proc/sys/net/ipv6/conf/all/forwarding
    # of all interfaces, since which one gets the VIP may be for the program to find
    set -- "$@" "$conf"/*/rp_filter "$conf"/*/arp_ignore "$conf"/*/arp_announce /proc/sys/net/ipv6/conf/*/disable_ipv6
    grep -sH '' /etc/os-release /etc/machine-id "$BOOT_ID" /proc/sys/kernel/hostname /proc/sys/kernel/osrelease "$STATE/record" "$STATE/unproven" "$STATE/elsewhere" "$STATE/rollout.json" "$ROLLOUT/holder" "$@"
}

look_at_addresses() {
    has ip || return 0
    section addresses
    if [ "$brief" = yes ]; then
        ip -j addr show 2>/dev/null || ip addr show
        return
    fi
    ip -j -d addr show 2>/dev/null || ip -d addr show 2>/dev/null || ip addr show
} 2>/dev/null

look_at_routes() {
    has ip || return 0
    section routes4
    ip -j -4 route show 2>/dev/null || ip -4 route show
    section routes6
    ip -j -6 route show 2>/dev/null || ip -6 route show
} 2>/dev/null

# A module's file may be written with - where the kernel says _.
look_at_modules() {
    section modules
    [ -n "$modules" ] || return 0
    absent=
    for module in $modules; do
        if [ -d "/sys/module/$module" ]; then printf 'present %s\n' "$module"; else absent=yes; fi
    done
    # which of those that are present are built in is of no use to a brief look
    if [ -z "$absent" ] && [ "$brief" = yes ]; then return; fi
    read -r release </proc/sys/kernel/osrelease
    IFS=_
    # shellcheck disable=SC2086 # split at each _
    set -- $modules
    IFS=.
    names=$*
    IFS=' '
    # shellcheck disable=SC2086 # split at each blank
    set -- $names
    IFS='|'
    names=$*
    unset IFS
    grep -sE "^[^:]*/($names)\.ko" "/lib/modules/$release/modules.builtin" "/lib/modules/$release/modules.dep"
}

look_at_ipvs() {
    [ -n "$modules" ] || return 0
    section ipvs
    read_ipvs
    printf '%s\n' "$table"
}

# By the shell alone: a grep that opens as many files takes twice as long. Standard error is turned away once, and not for each of them.
find_processes() { # -> sets $processes: lines /proc/PID/comm:NAME of those that are looked at
    processes=
    for entry in /proc/[0-9]*; do
        # one of the kernel's has none; of those of others only root sees that
        [ "$brief" != yes ] || [ -e "$entry/exe" ] || continue
        comm=
        read -r comm <"$entry/comm"
        case $comm in kube-vip | kubelet | kube-apiserver | kube-controller | k3s-server | rke2 | keepalived | haproxy | ucarp | vrrpd | corosync | pacemakerd) processes="$processes${processes:+$NL}$entry/comm:$comm" ;; esac
    done 2>/dev/null
}

pids_of() { # NAME -> sets $pids
    pids=
    for entry in $processes; do
        case $entry in */comm:"$1")
            entry=${entry#/proc/}
            pids="$pids ${entry%%/*}"
            ;;
        esac
    done
}

# One of another network namespace, as in a container of its own, manages no address of this host.
look_at_processes() {
    section processes
    printf '%s\n' "$processes"
    set -- /proc/1/ns/net
    for name in keepalived haproxy ucarp vrrpd corosync pacemakerd; do
        pids_of "$name"
        for pid in $pids; do set -- "$@" "/proc/$pid/ns/net"; done
    done
    [ $# -gt 1 ] || return 0
    section namespaces
    ls -l "$@" 2>/dev/null
}

look_at_api_server() {
    section api-server
    pids_of kube-apiserver
    for pid in $pids; do
        if process_start "$pid"; then printf '%s\n' "$started"; fi
    done
}

# Which process has a socket is only to be seen among all its open files: those of the usual ones, which are few, or else all.
look_at_listeners() {
    section listeners
    set --
    for entry in $processes; do set -- "$@" "${entry%/comm:*}/fd"; done
    found=
    [ $# = 0 ] || found=$(listeners "$@")
    case "$found" in
    '' | *:[0-9A-F][0-9A-F][0-9A-F][0-9A-F] | *:[0-9A-F][0-9A-F][0-9A-F][0-9A-F]"$NL"*) listeners /proc/[0-9]*/fd ;;
    *) printf '%s\n' "$found" ;;
    esac
}

listeners() { # FOLDER... of open files -> prints each wanted socket, with the process that has it where it is among them
    # shellcheck disable=SC2012 # names under /proc/PID/fd are numbers
    ls -l "$@" 2>/dev/null | awk -v ports="$ports" '
        function look(table,   line, field, at) {
            while ((getline line <table) > 0) {
                split(line, field, " ")
                at = split(field[2], place, ":")
                if (field[4] == "0A" && (place[at] in wanted)) socket[field[10]] = field[2]
            }
        }
        BEGIN {
            for (n = split(ports, port, ","); n > 0; n--) wanted[sprintf("%04X", port[n])] = 1
            look("/proc/net/tcp"); look("/proc/net/tcp6")
        }
        /^\/proc\// { split($0, path, "/"); pid = path[3]; next }
        /socket:\[/ {
            inode = $0; sub(/.*socket:\[/, "", inode); sub(/\].*/, "", inode)
            if (!(inode in socket) || (inode in owned)) next
            owned[inode] = 1
            if (!(pid in named)) { named[pid] = ""; if ((getline line <("/proc/" pid "/comm")) > 0) named[pid] = line }
            print socket[inode], pid, named[pid]
        }
        END { for (inode in socket) if (!(inode in owned)) print socket[inode] }'
}
