# remove: this manifest, this container, these addresses, this IPVS service, this boot list. Never by resemblance, never more.

ipvs_entry() { # VIP -> sets $entry: how /proc/net/ip_vs writes the service
    case $1 in
    *:*) entry="]:$(printf '%04X' "$vip_port")" ;;
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

drop_address() { # VIP
    holds "$1" || return 0
    prefix_of "$1"
    case $1 in *:*) full=128 ;; *) full=32 ;; esac
    ip addr del "$1/${prefix:-$full}" dev "$link" || ! holds "$1" || fail "kube-vip is gone, but the VIP $1 is still on an interface and could not be taken off $link. Take it off by hand and run this again."
}

take_down() { # SETTINGS_FILE MANIFEST
    load_settings "$1"
    load_vips
    rm -f "$2" || fail "$2 could not be removed; is the disk read-only?"
    [ ! -d "${2%/*}" ] || sync "${2%/*}" 2>/dev/null || sync
    start_clock "$removal"
    stopping=
    find_kube_vip
    while [ -n "$pids" ]; do
        if ! in_time; then
            [ -z "$stopping" ] || fail "$2 is gone, but kube-vip still runs (process$pids) after $removal s. Does kubelet run? Stop the container, then run this again."
            # a container that outlives its kubelet keeps lease and VIP (kube-vip issue 1786)
            stopping=yes
            container_of "$pid"
            runtime_client
            say "kubelet did not stop kube-vip, stopping its container"
            [ -z "$client" ] || [ -z "$container" ] || "$client" stop "$container" >/dev/null 2>&1 || :
            start_clock 15
        fi
        nap
        find_kube_vip
    done
    for vip in $vips; do
        drop_address "$vip"
        drop_ipvs "$vip"
        drop_masquerade "$vip"
    done
}

remove() {
    [ -d "$STATE" ] || exit 0
    lock
    read_record
    if [ "$record_owner" != "$owner" ]; then
        say "the kube-vip here belongs to ${record_owner:-nobody of ours}, so it stays"
        exit 0
    fi
    say "removing $record_path"
    take_down "$STATE/last-good.yaml" "$record_path"
    persist_modules ""
    forget_manifest
}
