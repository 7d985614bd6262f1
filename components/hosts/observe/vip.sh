# The VIP as this host sees it: does it answer, and which machines say that it is theirs.

ask_one_vip() { # VIP NAME
    case $1 in
    *:*) url="https://[$1]:$vip_port/healthz" ;;
    *) url="https://$1:$vip_port/healthz" ;;
    esac
    curl -q -sS --cacert "$run/ca" --http1.1 --connect-timeout 2.5 --max-time 4 -o /dev/null -w '%{http_code} %{time_total}\n' "$url" 2>&1
}

# Two requests, so that a second holder has two chances to answer; at once, since most often nobody does, and each look waits for that. An arping ends at its second reply.
probe() { # VIP INTERFACE
    arping -c 2 -w 1 -I "$2" "$1" &
    arping -c 2 -w 1 -I "$2" "$1"
    wait
}

is_near() { # WAY: whether `ip route get` names a network of this host, neither a router nor the host itself
    case $1 in '' | local* | *' via '*) return 1 ;; esac
}

look_for_vips() { # starts the probes, which take a second -> sets $probes: their processes
    number=0 probes=
    for vip in $vips; do
        way=$(ip route get "$vip" 2>/dev/null)
        printf '%s\n' "$way" >"$run/way-$number.part"
        case $vip in *:*) ;; *)
            if is_near "$way" && has arping; then
                device=${way#* dev }
                # by which it is known that this VIP is probed, also where the probe is slow to begin
                : >"$run/probe-$number.part"
                probe "$vip" "${link:-${device%% *}}" >"$run/probe-$number.part" 2>&1 &
                probes="$probes $!"
            fi
            ;;
        esac
        number=$((number + 1))
    done
}

# Who just sent something there has asked who it is, and the kernel remembers one answer. Root hears all of them, as the agent does (neighbour.sh).
ask() { # VIP NUMBER NEAR: NEAR is the interface where nothing better can see who has it, else empty
    near=$3 asking=
    if [ ! -s "$run/ca" ] && { [ -z "$near" ] || ! has ping; }; then return; fi
    [ -z "$near" ] || forget_entry "$1"
    if [ -s "$run/ca" ]; then ask_one_vip "$1" >"$run/vip-$2.part"; else ping -c 1 -W 1 "$1" >/dev/null 2>&1; fi
    [ -n "$near" ] || return 0
    {
        printf 'asked\n'
        if [ -z "$asking" ]; then
            ip neigh show to "$1" 2>/dev/null
        else
            for mac in $(entries_heard "$1"); do printf '%s dev %s lladdr %s REACHABLE\n' "$1" "$near" "$mac"; done
        fi
    } >"$run/probe-$2.part"
}

ask_unprobed() { # starts asking the VIPs that nothing probes for
    number=0
    for vip in $vips; do
        if [ ! -e "$run/probe-$number.part" ]; then
            IFS= read -r way <"$run/way-$number.part"
            device=
            if is_near "$way"; then device=${way#* dev } && device=${device%% *}; fi
            ask "$vip" "$number" "$device" &
        fi
        number=$((number + 1))
    done
}

is_heard() { # FILE: whether anybody answered the probe
    while IFS= read -r line; do
        case $line in ARPING*) ;; *' from '*) return 0 ;; esac
    done <"$1"
    return 1
}

# A connection to an address that no machine has takes seconds to fail. It is worth them where a kube-vip says that it provides it.
ask_probed() { # once the probes are over
    for probe in $probes; do wait "$probe"; done
    pids_of kube-vip
    number=0
    for vip in $vips; do
        part="$run/probe-$number.part"
        if [ ! -e "$run/vip-$number.part" ] && [ -e "$part" ] && [ -s "$run/ca" ]; then
            if [ -n "$pids" ] || is_heard "$part"; then ask "$vip" "$number" '' & else printf '000 0\ncurl: (7) no machine answers ARP for it\n' >"$run/vip-$number.part"; fi
        fi
        number=$((number + 1))
    done
}
