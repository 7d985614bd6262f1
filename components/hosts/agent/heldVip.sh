# Addresses that the agent itself holds, so that the VIP stays on this host while keepalived goes and kube-vip comes, or the other way round. $KEEPALIVED lists them.

hold() { # ADDRESS/PREFIX DEVICE [WORD of `ip addr`...]: an address of our own beside the others
    ! ip -o addr show dev "$2" to "${1%/*}" | grep -qF " $1 " || return 0
    held_place="$1 $2"
    place_device=$2
    held_address=$1
    shift 2
    printf 'held=%s\n' "$held_place" >>"$KEEPALIVED" && ip addr add "$held_address" dev "$place_device" "$@"
}

hold_vips() { # while keepalived goes and kube-vip comes. What kube-vip takes off at its start has another prefix length, and what keepalived takes off too.
    for vip in $vips; do
        case $vip in
        # The kernel has no IPv6 address twice on one interface. On lo no neighbour is answered for it, but those that know it go on.
        *:*) hold "$vip/128" lo ;;
        *)
            prefix_of "$vip"
            if [ "${prefix:-32}" = 31 ]; then hold "$vip/32" "$link"; else hold "$vip/31" "$link" noprefixroute; fi
            ;;
        esac || fail "the VIP $vip could not be held on this host while keepalived ends. keepalived was not touched."
    done
}

# keepalived takes any removal of its address from its interface for its own loss, whatever the prefix length, so what is to be removed again while it runs is elsewhere.
hold_aside() { # the VIPs that are here, before kube-vip goes and keepalived comes
    [ -e "$KEEPALIVED" ] || return 0
    for vip in $vips; do
        holds "$vip" || continue
        case $vip in *:*) hold "$vip/128" lo ;; *) hold "$vip/32" lo ;; esac || say "the VIP $vip could not be held on lo"
    done
}

holds_still() { # whether the agent holds any VIP
    grep -qs ^held= "$KEEPALIVED"
}

is_held() { # VIP: by the agent itself
    grep -qs "^held=$1/" "$KEEPALIVED"
}

has_own() { # VIP: whether it is here otherwise than the agent holds it
    ip -o addr show to "$1" | while read -r _ device _ address _; do grep -qsxF "held=$address $device" "$KEEPALIVED" || exit 7; done
    [ $? = 7 ]
}

let_go() { # [DEVICE]: of what the agent holds; with DEVICE of all that is elsewhere
    [ -e "$KEEPALIVED" ] || return 0
    while IFS= read -r line; do
        case $line in
        held=*" ${1:-nowhere}") ;;
        held=*)
            line=${line#held=}
            ip addr del "${line% *}" dev "${line#* }" 2>/dev/null
            continue
            ;;
        esac
        printf '%s\n' "$line"
    done <"$KEEPALIVED" >"$STATE/.keepalived"
    mv -f "$STATE/.keepalived" "$KEEPALIVED"
}

release_held() { # once kube-vip has put the VIP there itself -> or sets $reason
    holds_still || return 0
    for vip in $vips; do
        until has_own "$vip"; do
            reason="kube-vip runs, but has not put the VIP $vip on this host; another host may have the lease"
            in_time || return 1
            nap
        done
    done
    let_go
    say "the VIP is kube-vip's now"
    note "took the VIP over from keepalived, without giving it up"
}
