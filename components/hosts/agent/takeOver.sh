# The turn of this host in a take-over: whether nobody else has the VIP, and keepalived's end.

leased_to() { # -> sets $lease: the Node that holds the lease and renews it, empty where nobody does; fails when that cannot be known
    read_mirror_and_lease
    case $codes in '200 '*) ;; '404 '*) lease='' && return 0 ;; *) return 1 ;; esac
    [ -n "$lease" ] || return 0
    clock
    # shellcheck disable=SC2046 # five words
    set -- $(lease_times "$clock")
    [ $# = 5 ] || return 1
    if [ "$2" -gt -1000 ] && [ "$2" -lt "$3" ]; then return 0; fi
    # whoever renews it may have another clock
    renewal=$1
    see_renewal "$3" || lease=
}

who_leases() { # as `leased_to`
    leased_to || fail "the lease could not be read (the API server answers ${codes:-nothing}), so it is not known whether another host has the VIP. The host was not changed."
}

# Before kube-vip starts: it would take the VIP at once where nobody else stands for election, and then two hosts had it.
take_over() {
    [ "$takeover" = keepalived ] || return 0
    find_keepalived
    find_kube_vip
    if [ -z "$keepalived" ]; then
        ! comes_back || end_keepalived
        [ -n "$pid" ] || check_nobody
        return 0
    fi
    check_keepalived
    has='' lacks=
    for vip in $vips; do
        if holds "$vip"; then has="$has${has:+ and }$vip"; else lacks="$lacks${lacks:+ and }$vip"; fi
    done
    who_leases
    elsewhere=
    [ -z "$lease" ] || [ "$lease" = "$node" ] || elsewhere=$lease
    if [ -z "$has" ]; then
        [ -n "$elsewhere" ] || fail "keepalived runs on this host, and the VIP is neither here nor held by a kube-vip on another host, so keepalived has it elsewhere, or has just moved it. Run \`pulumi up\` again. The host was not changed."
        end_keepalived
        return 0
    fi
    [ -z "$lacks" ] || fail "keepalived has the VIP $has on this host, and not $lacks. Let it have both on one host (a \`vrrp_sync_group\`), then run \`pulumi up\` again. The host was not changed."
    [ -z "$elsewhere" ] || fail "keepalived has the VIP on this host, and the lease names $elsewhere, where a kube-vip runs too. End that one first, or give this component a lease of its own (\`leaderElection.leaseName\`). The host was not changed."
    [ -e "$ALONE" ] || fail "keepalived has the VIP on this host, and it is not known whether it was ended on the other hosts, where it would take the VIP at once. Run \`pulumi up\` for the whole component, without \`--target\`. The host was not changed."
    before=$(ip -o addr show to "${vips%% *}")
    remember_keepalived
    hold_vips
    end_keepalived
    announce "$before"
}

announce() { # LINE of `ip addr`, from before: with use_vmac keepalived's address had a MAC of its own, which neighbours would go on using
    case $1 in *": $link "* | *": $link@"*) return ;; esac
    command -v arping >/dev/null || return 0
    for vip in $vips; do
        case $vip in *:*) continue ;; esac
        arping -U -c 2 -w 3 -I "$link" "$vip" </dev/null >/dev/null 2>&1 || :
    done
}

check_nobody() { # that no other machine has the VIP without a lease
    for vip in $vips; do
        ! holds "$vip" || return 0
    done
    who_leases
    [ -z "$lease" ] || return 0
    for vip in $vips; do
        ask_neighbours "$vip"
        ask_vip "$vip" 1 && other='it answers' || other=
        hear_neighbours "$vip"
        other=${neighbours:-$other}
        [ -n "$other" ] || continue
        # its new holder may just have been elected
        who_leases
        [ -n "$lease" ] || fail "the VIP $vip is on another machine ($other), and no kube-vip holds the lease, so keepalived may have it there. Run \`pulumi up\` again. The host was not changed."
    done
}
