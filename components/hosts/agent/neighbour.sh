# The neighbours' answer: whose MAC the network gives for an address. Asked afresh, since what is remembered may be the answer of before.

link_to() { # ADDRESS -> sets $near: the interface in whose network it lies; empty when a router is in between or this host has it
    near=
    route=$(ip -o route get "$1" 2>/dev/null) || return 0
    case $route in
    local\ * | *' via '*) ;;
    *' dev '*)
        near=${route#* dev }
        near=${near%% *}
        ;;
    esac
}

ask_neighbours() { # ADDRESS: with arping, which hears every claimant, while other things are done -> sets $near, $asking
    asking=
    link_to "$1"
    case $1 in *:*) return ;; esac
    [ -n "$near" ] && command -v arping >/dev/null || return 0
    # Two replies: one of each claimant, or twice from the only one.
    arping -c 2 -w 2 -I "$near" "$1" </dev/null >"$run/arping" 2>/dev/null &
    asking=$!
}

# Without arping, and for IPv6, the kernel asks: by itself only after some seconds, so it is told to ask now. That is no change of what it knows, and the
# machine of an outdated entry does not answer. It hears one claimant, not two.
renew_entry() { # ADDRESS: after a connection to it -> sets $asking
    [ -n "$near" ] && [ -z "$asking" ] || return 0
    case $(ip neigh show to "$1" dev "$near" 2>/dev/null) in *PERMANENT* | *NOARP*) return ;; esac
    ! ip neigh change "$1" dev "$near" nud probe 2>/dev/null || asking=kernel
}

macs_heard() { # prints the MACs in arping's answers, whichever arping it is
    awk '
    { for (i = 1; i <= NF; i++) {
        word = $i
        gsub(/[][]/, "", word)
        if (split(word, part, ":") != 6) continue
        mac = ""
        for (n = 1; n <= 6; n++) {
            if (part[n] !~ /^[0-9A-Fa-f][0-9A-Fa-f]?$/) break
            mac = mac (n > 1 ? ":" : "") (length(part[n]) == 1 ? "0" : "") tolower(part[n])
        }
        if (n > 6 && !seen[mac]++) print mac
    } }' "$run/arping"
}

hear_neighbours() { # ADDRESS -> sets $neighbours: the MACs that answered (words), and $asking: empty when nobody could be asked
    neighbours=
    case $asking in
    '') ;;
    kernel)
        sleep 0.1 2>/dev/null || sleep 1
        entry=$(ip neigh show to "$1" dev "$near" 2>/dev/null)
        case $entry in *' lladdr '*' REACHABLE'*)
            neighbours=${entry#* lladdr }
            neighbours=${neighbours%% *}
            ;;
        esac
        ;;
    *)
        wait "$asking"
        # 2: this interface knows no ARP
        if [ $? = 2 ]; then asking=''; else neighbours=$(macs_heard); fi
        ;;
    esac
}

drop_question() { # so that a later one does not find its answers
    case $asking in '' | kernel) return ;; esac
    kill "$asking" 2>/dev/null
    wait "$asking"
}

mac_of() { # INTERFACE -> sets $mac, empty when it has none, as `lo`
    mac=
    { read -r mac <"/sys/class/net/$1/address"; } 2>/dev/null
    [ "$mac" != 00:00:00:00:00:00 ] || mac=
}

host_macs() { # -> sets $macs (words): those of the interfaces that may answer for an address. Not those of the many that belong to Pods.
    macs=
    addressed="$NL$(ip -o addr show scope global 2>/dev/null)"
    for folder in /sys/class/net/*; do
        name=${folder##*/}
        case $addressed in
        *": $name "* | *": $name@"*) ;;
        *) [ "$name" = "$link" ] || [ -e "$folder/device" ] || continue ;;
        esac
        mac_of "$name"
        case " $macs " in *" $mac "*) ;; *) macs="$macs $mac" ;; esac
    done
}
