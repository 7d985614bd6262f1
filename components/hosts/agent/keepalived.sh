# keepalived: the VIP is taken over from it, and given back to it when that fails.
# kube-vip takes the VIP off its interface when it starts (pkg/cluster/clusterLeaderElection.go), and a keepalived that loses its address that way tells the others to take it at once
# (keepalived_netlink.c, set_vrrp_backup). So the two never run side by side: on all other hosts keepalived is ended first; then, where the VIP is, the agent itself holds the address while one goes and the other comes.

# What was here, for the way back: unit, enabled, active, and a line `held=ADDRESS/PREFIX DEVICE` for each address that the agent holds. There from the moment keepalived is ended until the rollout is confirmed.
KEEPALIVED=$STATE/keepalived
# Made by the guard once keepalived runs on no other host.
ALONE=$ROLLOUT/alone

remember_keepalived() { # as it is now; the first time counts
    [ ! -e "$KEEPALIVED" ] || return 0
    enabled=no active=no
    case $(systemctl is-enabled "$unit" 2>/dev/null) in enabled*) enabled=yes ;; esac
    [ -z "$keepalived" ] || active=yes
    { mkdir -p "$STATE" && printf '%s\n' "unit=$unit" "enabled=$enabled" "active=$active" >"$STATE/.keepalived" && mv -f "$STATE/.keepalived" "$KEEPALIVED"; } || fail "what keepalived was here could not be recorded in $STATE; is the disk full or read-only? The host was not changed."
}

# Debian's systemctl gives up where the service has a script of old without its links; that script counts for nothing beside the unit.
set_service() { # enable or disable
    systemctl "$1" "$unit" >/dev/null 2>&1 || SYSTEMCTL_SKIP_SYSV=1 systemctl "$1" "$unit" >/dev/null 2>&1
}

end_keepalived() { # in the ordinary way, in which it takes its own address off
    remember_keepalived
    say "ending keepalived"
    set_service disable
    systemctl stop "$unit" >/dev/null 2>&1
    find_keepalived
    if [ -n "$keepalived" ]; then
        give_back
        fail "keepalived could not be ended: \`systemctl stop $unit\` left process ${keepalived%% *} running. $gave"
    fi
    note "ended keepalived and disabled it, since kube-vip takes the VIP over"
}

check_gone() { # for a witness: the proof that the old one is gone
    [ "$takeover" = keepalived ] || return 0
    find_keepalived
    [ -z "$keepalived" ] || fail "keepalived runs on this host again (process ${keepalived%% *}), beside kube-vip. Find out what started it (configuration management, perhaps), end it there, and run \`pulumi up\` again."
    ! comes_back || fail "keepalived is enabled on this host, and its configuration ($files) names the VIP, so it would take it after the next boot. Find out what enabled it, run \`systemctl disable $unit\`, and run \`pulumi up\` again."
}

# Where kube-vip still has the VIP on another host, keepalived would not hear of anybody and take it too.
await_free() { # SECONDS: until no other Node holds the lease
    start_clock "$1"
    while leased_to && [ -n "$lease" ] && [ "$lease" != "$node" ]; do
        in_time || return 1
        nap 2
    done
}

give_back() { # to keepalived what it was, and the VIP where the agent holds it -> sets $gave, a sentence
    gave=
    [ -e "$KEEPALIVED" ] || return 0
    unit='' enabled='' active='' holding=
    while IFS= read -r line; do
        case $line in
        unit=*) unit=${line#*=} ;;
        enabled=*) enabled=${line#*=} ;;
        active=*) active=${line#*=} ;;
        held=*) holding=yes ;;
        esac
    done <"$KEEPALIVED"
    hold_aside
    let_go lo
    [ "$enabled" != yes ] || set_service enable || gave="keepalived could not be enabled again; run \`systemctl enable $unit\`. "
    if [ "$active" = yes ]; then
        say "starting keepalived again"
        if systemctl start "$unit" >/dev/null 2>&1; then gave="${gave}keepalived runs again."; else gave="${gave}keepalived could not be started again; run \`systemctl start $unit\`."; fi
        # it waits for others to speak first, for some three seconds by its defaults
        start_clock 30
        while [ -n "$holding" ] && in_time; do
            holding=
            for vip in $vips; do has_own "$vip" || holding=$vip; done
            [ -z "$holding" ] || nap
        done
        [ -z "$holding" ] || gave="$gave It has not put the VIP $holding on this host."
    fi
    let_go
    rm -f "$KEEPALIVED"
    note "gave the VIP back to keepalived: $gave"
}

forget_keepalived() { # the take-over is past, or nothing of ours is to stay
    [ -e "$KEEPALIVED" ] || return 0
    let_go
    rm -f "$KEEPALIVED"
}

# For the guard.
end_here() ( # a process of its own. Ends with 0: ended; 10: there was nothing to end; 11: the VIP is here; else the last line on standard error says why not
    acquire 20
    # the guard's folder outlives this
    trap 'rm -rf "$LOCK"' EXIT
    find_keepalived
    if [ -z "$keepalived" ]; then
        comes_back || exit 10
    else
        check_keepalived
        for vip in $vips; do
            ! holds "$vip" || exit 11
        done
    fi
    end_keepalived
)

end_manager() { # [last]: keepalived, unless the VIP is here; there it is ended by \`apply\`, once `last` says that it runs nowhere else
    end_here >/dev/null 2>"$run/words"
    ended=$? reason=
    case $ended in
    0) result=ended ;;
    10) result=none ;;
    11)
        result=holds
        [ "${1:-}" != last ] || : >"$ALONE"
        ;;
    *)
        result=failed reason=$(tail -n 1 "$run/words")
        reason=${reason#"$host: "}
        ;;
    esac
    json_text "$reason"
    emit "{\"event\":\"takeover\",\"result\":\"$result\",\"reason\":$json}"
}

load_given() { # for a guard, on whose host there may be no manifest
    take_settings '' "cp_namespace=${wanted_lease%/*}${NL}vip_leasename=${wanted_lease#*/}${NL}kubernetes_addr=$server"
    api_port=$port vip_port=$port place=
    local_url
}

give_back_alone() { # at the end of a rollout that nobody confirmed, where no kube-vip of ours stayed
    [ -e "$KEEPALIVED" ] && [ ! -e "$STATE/last-good.yaml" ] || return 0
    load_given
    if ! await_free 150; then
        note "keepalived was not started again, since the kube-vip of $lease has the VIP"
        return 0
    fi
    # whoever had the VIP is first
    holds_still || sleep 5
    give_back
}
