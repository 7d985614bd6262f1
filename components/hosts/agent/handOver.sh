# The hand-over. Between the kube-vip that gives the VIP up and the one that takes it lie seconds: the others ask for the lease every 2.2 retry periods at most, and whoever gets it
# tells the network at the next turn of `vip_arpRate` only. For so long the VIP stays here as well, on lo, where it answers those that know this host's MAC. Once another host is heard
# with it, it goes. As kube-vip itself did up to v0.8.9, which took its address off only after it had given the lease back.

# Seconds after which the kernel takes it off, should nobody be left who does.
KEPT_FOR=15

# Those that stay, since when, and the process that sees to them.
kept='' kept_since=0 keeper=

on_lo() { # VIP -> sets $on_lo, with its prefix
    case $1 in *:*) on_lo=$1/128 ;; *) on_lo=$1/32 ;; esac
}

take_from_lo() { # VIP...
    for gone; do
        on_lo "$gone"
        ip addr del "$on_lo" dev lo 2>/dev/null
    done
}

is_kept() { # VIP
    case " $kept " in *" $1 "*) ;; *) return 1 ;; esac
}

can_stay() { # whether who comes here with the VIP finds the API server without kube-vip
    setting vip_arp
    [ "$value" = true ] && [ -z "$emergency$place" ] && [ "$vip_port" = "$api_port" ] && ! holds_still && api_answers
}

is_heard() { # VIP: whether another machine has told the network that it has it. The kernel learns that for an entry that is there, though the address is its own
    case $1 in
    *:*)
        entry=$(ip neigh show to "$1" dev "$link" 2>/dev/null)
        case $entry in *"lladdr $mac "* | '') return 1 ;; *lladdr*) return 0 ;; esac
        return 1
        ;;
    esac
    while read -r address _ _ other device; do
        [ "$address" != "$1" ] || [ "${device##* }" != "$link" ] || [ "$other" = "$mac" ] || return 0
    done </proc/net/arp
    return 1
}

is_back() { # VIP: whether kube-vip has put it here again -> adds to $given_up once it is away
    found=$(ip -o addr show dev "$link" to "$1")
    case " $given_up " in
    *" $1 "*) [ -n "$found" ] ;;
    *)
        [ -n "$found" ] || given_up="$given_up $1"
        return 1
        ;;
    esac
}

is_leased() { # whether another Node has had the lease for so long that the network must know
    code=$(ask_api "$lease_path" -o "$run/kept-lease" -w '%{http_code}' 2>/dev/null) || :
    [ "$code" = 200 ] && lease_holder "$run/kept-lease" && [ -n "$lease" ] && [ "$lease" != "$node" ] || { leased_since='' && return 1; }
    now
    leased_since=${leased_since:-$ticks}
    [ $((ticks - leased_since)) -gt "$telling" ]
}

see_off() { # the VIPs of $kept
    given_up='' leased_since='' turn=0
    start_clock 120
    while [ -n "$kept" ] && in_time; do
        sleep 0.1 2>/dev/null || sleep 1
        turn=$((turn + 1))
        staying=
        for vip in $kept; do
            # what costs a process is asked less often
            if is_heard "$vip" || { [ $((turn % 4)) = 0 ] && is_back "$vip"; }; then
                take_from_lo "$vip"
            else
                staying="$staying $vip"
            fi
        done
        kept=$staying
        [ $((turn % 16)) = 0 ] && [ -n "$kept" ] || continue
        if [ -n "$given_up" ] && [ -z "${ending:-}" ]; then
            ending=yes
            start_clock "$patience"
        fi
        [ -z "$given_up" ] || ! is_leased || break
        for vip in $kept; do
            on_lo "$vip"
            ip addr change "$on_lo" dev lo valid_lft $KEPT_FOR preferred_lft 0
        done
    done
    # shellcheck disable=SC2086 # words
    take_from_lo $kept
}

keep_vips() { # of the settings that are loaded, where this host has them, before kube-vip ends here
    # those that stay still, since what was to take kube-vip's place failed, go on to do so
    ! are_kept || return 0
    kept='' staying=
    for vip in $vips; do
        ! holds "$vip" || staying="$staying $vip"
    done
    [ -n "$staying" ] && can_stay || return 0
    setting vip_leaseduration
    patience=${value:-15}
    setting vip_retryperiod
    patience=$((patience + 3 * ${value:-2}))
    setting vip_arpRate
    # less does not hold for every version
    [ "${value:-3000}" -ge 3000 ] || value=3000
    telling=$((${value:-3000} / 10 + 200))
    patience=$((patience + telling / 100))
    now
    kept_since=$ticks
    lease_path
    node_name
    mac_of "$link"
    for vip in $staying; do
        # an entry by which nothing would be heard
        case $(ip neigh show to "$vip" dev "$link") in *PERMANENT* | *NOARP*) continue ;; esac
        on_lo "$vip"
        ip addr add "$on_lo" dev lo valid_lft $KEPT_FOR preferred_lft 0 2>/dev/null || continue
        ip neigh replace "$vip" lladdr "$mac" dev "$link" nud stale 2>/dev/null
        kept="$kept $vip"
    done
    [ -n "$kept" ] || return 0
    see_off >/dev/null 2>&1 </dev/null &
    keeper=$!
}

are_kept() { # whether any still is
    # a child that ended and was not waited for
    [ -n "$keeper" ] && (process_start "$keeper")
}

await_kept() { # until none stays here any more
    [ -n "$keeper" ] || return 0
    # kube-vip has not ended here after all, and has the VIP as before
    if [ "${started:-$kept_since}" -lt "$kept_since" ]; then
        let_vips_go
        return
    fi
    say_once "the VIP stays here until another host is heard with it"
    wait "$keeper"
    kept='' keeper=
}

let_vips_go() { # at once, whoever has them
    [ -n "$keeper" ] || return 0
    # a guard that goes back ignores the signal that asks, and so does its child
    kill -KILL "$keeper" 2>/dev/null
    wait "$keeper"
    # shellcheck disable=SC2086 # words
    take_from_lo $kept
    kept='' keeper=
}
