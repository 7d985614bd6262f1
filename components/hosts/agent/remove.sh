# remove: this manifest, this container, these addresses, this IPVS service, this boot list. Never by resemblance, never more.

whole_address() { # IPv6 ADDRESS in its usual form -> prints all eight groups of four digits
    printf '%s\n' "$1" | awk '{
        halves = split($0, half, "::")
        first = split(half[1], left, ":")
        last = halves > 1 ? split(half[2], right, ":") : 0
        for (n = 1; n <= 8; n++) printf "%s%04s", (n > 1 ? ":" : ""), (n <= first ? left[n] : n > 8 - last ? right[n - 8 + last] : "0")
    }' | tr ' ' 0
}

ipvs_entry() { # VIP -> sets $entry: how /proc/net/ip_vs writes the service
    case $1 in
    *:*) entry="[$(whole_address "$1")]:$(printf '%04X' "$vip_port")" ;;
    *)
        # shellcheck disable=SC2046,SC2183 # the four numbers of the address
        entry=$(printf '%02X%02X%02X%02X:%04X' $(printf '%s' "$1" | tr . ' ') "$vip_port")
        ;;
    esac
}

drop_ipvs() { # VIP
    ipvs_entry "$1"
    grep -Fqs "TCP  $entry" /proc/net/ip_vs || return 0
    case $1 in *:*) service="[$1]:$vip_port" ;; *) service="$1:$vip_port" ;; esac
    command -v ipvsadm >/dev/null || fail "kube-vip is gone, but it left the IPVS service $service behind, and \`ipvsadm\` is not installed to delete it. Install ipvsadm and run this again, or reboot the host."
    ipvsadm -D -t "$service" || fail "kube-vip is gone, but the IPVS service $service could not be deleted with ipvsadm. Delete it by hand and run this again."
}

drop_masquerade() { # VIP: the rule that the forwarding method masquerade adds
    setting lb_fwdmethod
    [ "$value" = masquerade ] || return 0
    case $1 in *:*) tables=ip6tables ;; *) tables=iptables ;; esac
    for tool in $tables $tables-legacy $tables-nft; do
        command -v "$tool" >/dev/null || continue
        $tool -w 5 -t nat -S POSTROUTING 2>/dev/null | grep -F -e "--vaddr $1/" -e "--vaddr $1 " | grep -F -e '-m ipvs' | while IFS= read -r rule; do
            # shellcheck disable=SC2086 # the rule is iptables' own words
            $tool -w 5 -t nat -D ${rule#-A } || exit 1
        done || fail "kube-vip is gone, but its NAT rule for $1 could not be deleted with $tool. Delete it by hand and run this again."
    done
}

way_here() { # -> sets $came_at: the address at which the SSH connection came in that started this agent, or empty. sudo hides that from its child, so the parents are asked
    came=${SSH_CONNECTION:-}
    if [ -z "$came" ]; then
        set -- $$
        files=
        while IFS= read -r line 2>/dev/null <"/proc/$1/stat"; do
            files="$files /proc/$1/environ"
            # shellcheck disable=SC2086 # fields are wanted
            set -- ${line##*) }
            set -- "$2"
            [ "$1" -gt 1 ] || break
        done
        # shellcheck disable=SC2086 # several files
        came=$(cat $files 2>/dev/null | tr '\000' '\n' | sed -n 's/^SSH_CONNECTION=//p' | head -n 1)
    fi
    # shellcheck disable=SC2086 # client, its port, server, its port
    set -- $came
    came_at=${3:-}
}

carries_ssh() { # ADDRESS: whether the SSH connection that started this agent came in at it
    way_here
    [ "$came_at" = "$1" ]
}

drop_address() { # VIP
    holds "$1" || return 0
    # kube-vip's own alone, where the agent holds it: for the manager that it was taken over from, or until another host is heard with it
    if is_held "$1" || is_kept "$1"; then
        prefix_of "$1"
        case $1 in *:*) full=128 ;; *) full=32 ;; esac
        ip addr del "$1/${prefix:-$full}" dev "$link" 2>/dev/null
        return 0
    fi
    ! carries_ssh "$1" || fail "the VIP $1 is still on this host, and is the very address that the SSH connection came in at, so it stays. Connect to the host's own address (\`hosts.$host.address\`) and run this again."
    prefix_of "$1"
    case $1 in *:*) full=128 ;; *) full=32 ;; esac
    ip addr del "$1/${prefix:-$full}" dev "$link" || ! holds "$1" || fail "kube-vip is gone, but the VIP $1 is still on an interface and could not be taken off $link. Take it off by hand and run this again."
}

await_end() { # SECONDS: until no kube-vip runs
    start_clock "$1"
    find_kube_vip
    while [ -n "$pids" ]; do
        in_time || return 1
        nap
        find_kube_vip
    done
}

# A container that outlives its kubelet keeps lease and VIP (kube-vip issue 1786).
stop_container() { # of process $pid
    say "kubelet did not stop kube-vip, stopping its container"
    container_of "$pid"
    runtime_client
    [ -z "$client" ] || [ -z "$container" ] || "$client" stop "$container" >/dev/null 2>&1 || :
}

take_down() { # SETTINGS_FILE MANIFEST
    load_settings "$1"
    load_vips
    rm -f "$2" || fail "$2 could not be removed; is the disk read-only?"
    sweep_drafts "$2"
    [ ! -d "${2%/*}" ] || to_disk "${2%/*}"
    await_end "$removal" || { stop_container; await_end 15; } || fail "$2 is gone, but kube-vip still runs (process$pids) after $removal s. Does kubelet run? Stop the container, then run this again."
    for vip in $vips; do
        drop_address "$vip"
        drop_ipvs "$vip"
        drop_masquerade "$vip"
    done
    drop_served
}

remove() {
    [ -d "$STATE" ] || exit 0
    check_rollout
    lock
    read_record
    if [ "$record_owner" != "$owner" ]; then
        say "the kube-vip here belongs to ${record_owner:-nobody of ours}, so it stays"
        exit 0
    fi
    forget_keepalived
    say "removing $record_path"
    removed=$record_path
    last=$STATE/last-good.yaml
    [ -e "$last" ] || last=$STATE/replaced.yaml
    [ -e "$last" ] || last=/dev/null
    expect_heir "$last"
    take_down "$last" "$record_path"
    persist_modules ""
    forget_manifest
    note "removed $removed of $owner"
    await_heir
}
