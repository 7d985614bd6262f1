# The heir: who takes the VIP over from a host on which kube-vip ends for good, and how long the VIP is away meanwhile. Where kube-vip ends on all hosts there is none, and nobody waits for one.

KUBE_VIPS='/api/v1/namespaces/kube-system/pods?labelSelector=app.kubernetes.io%2Fname%3Dkube-vip'
NODE_LEASES=/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases

# A table is a tenth of the Pods themselves, and says of one that ends that it is Terminating.
look_for_heirs() { # -> sets $heirs: Nodes of other kube-vips that run (words), and $told: whether the API server said so, for which this host's own must be among them while it runs
    heirs='' told=
    code=$(ask_api "$KUBE_VIPS" -H 'Accept: application/json;as=Table;v=v1;g=meta.k8s.io' -o "$run/kube-vips" -w '%{http_code}' 2>"$run/why") || :
    [ "$code" = 200 ] || return 0
    rows=$(awk '
        { text = text $0 }
        END {
            while (match(text, /"cells": *\[[^]]*/)) {
                row = substr(text, RSTART, RLENGTH)
                text = substr(text, RSTART + RLENGTH)
                sub(/^"cells": *\[/, "", row)
                split(row, cell, "\"")
                split(cell[4], ready, "/")
                if (cell[2] ~ /^kube-vip-[a-z0-9.-]+$/ && cell[6] == "Running" && ready[1] == ready[2]) print substr(cell[2], 10)
            }
        }' "$run/kube-vips" 2>/dev/null)
    for row in $rows; do
        if [ "$row" = "$node" ]; then told=yes; else heirs="$heirs $row"; fi
    done
}

# The Pod of a host without power looks as if it ran. Whoever may not be asked is taken for alive.
is_alive() { # NODE: whether its kubelet has renewed its lease
    code=$(ask_api "$NODE_LEASES/$1" -o "$run/lease" -w '%{http_code}' 2>/dev/null) || :
    [ "$code" = 200 ] || return 0
    clock
    # shellcheck disable=SC2046 # five words
    set -- $(lease_times "$clock")
    [ $# != 5 ] || [ "$2" -lt "$3" ]
}

living() { # NODES -> sets $living
    living=
    for name in $1; do
        ! is_alive "$name" || living="$living $name"
    done
}

# Whether an heir is to be waited for: `yes`, where other kube-vips are known to run; `maybe`, where the kubeconfig may not read Pods; or empty.
expects=

expect_heir() { # MANIFEST that runs here and is to end -> sets $expects; from here on the VIP is watched where somebody is expected
    expects=
    load_settings "$1"
    load_vips
    elects && holds_any || return 0
    kubeconfig=$(kubeconfig_of "$1")
    can_ask || return 0
    local_url
    node_name
    look_for_heirs
    case $code in
    000 | '')
        said_why
        say "this host's API server could not be asked who else may take the VIP ($why), so nobody waits for that here"
        return 0
        ;;
    esac
    expects=maybe
    if [ -n "$told" ]; then
        living "$heirs"
        expects=${living:+yes}
    fi
    [ -n "$expects" ] || return 0
    start_probe
    keep_vips
}

vips_answer() { # whether every VIP does -> sets $url and $why when not
    for vip in $vips; do
        ask_vip "$vip" 1 0.6 || return 1
    done
}

is_left_free() { # TICKS: whether the lease was given back and nobody has wanted it for so long
    read_mirror_and_lease
    case "$codes $lease" in '200 '*' ') ;; *) free_since='' && return 1 ;; esac
    now
    [ -n "$free_since" ] || free_since=$ticks
    [ $((ticks - free_since)) -gt "$1" ]
}

is_nobody_left() { # whether no other kube-vip is there any more that could take the VIP
    if [ "$expects" = maybe ]; then
        is_left_free $((350 * retries))
        return
    fi
    look_for_heirs
    [ "$code" = 200 ] && [ -z "$heirs" ]
}

await_heir() { # once kube-vip has ended here, and all that it left is gone
    [ -n "$expects" ] || return 0
    setting vip_leaseduration
    patience=${value:-15}
    setting vip_retryperiod
    retries=${value:-2}
    # whoever gets a lease that was not given back tries again after 2.2 of these periods at most; the rest is for its address to be heard of
    patience=$((patience + 3 * retries + 10))
    start_clock $patience
    turn=0 free_since=
    while are_kept || ! vips_answer; do
        turn=$((turn + 1))
        if [ $((turn % 4)) = 0 ]; then
            if is_nobody_left; then
                let_vips_go
                stop_probe
                say "nobody takes the VIP over, since no other kube-vip is left"
                return 0
            fi
            say_once "waiting for another host to take the VIP over"
        fi
        in_time || no_heir
        nap
    done
    stop_probe
    read_mirror_and_lease
    away=
    [ "$gap_ms" = null ] || away="; it was away for $gap_ms ms"
    say "the VIP has gone over to ${lease:-another host}$away"
    note "the VIP has gone over to ${lease:-another host}$away"
}

no_heir() { # ends the agent, unless it was only the VIP's stay here that hid the heir
    let_vips_go
    ! vips_answer || return 0
    stop_probe
    reason="it does not answer at $url (${why:-no answer})"
    if [ "$expects" = yes ]; then
        living "$heirs"
        [ -z "$living" ] || fail "kube-vip is gone from this host as it should be, but for $patience s nobody has taken the VIP over: $reason, although kube-vip runs on$living. Look at its log there, and at the API servers. Nothing is left to be done on this host: the next \`pulumi up\` forgets it."
    fi
    note "nobody has taken the VIP over for $patience s"
    say "WARNING: for $patience s nobody has taken the VIP over: $reason. Where kube-vip stays on other hosts, look at its log there, and at the API servers."
    exit 0
}
