# The neighbours' answer: whose MAC the network gives for an address. Asked afresh, since what is remembered may be the answer of before.

# Who asks and listens for the answers, and who asks once more, so that those come soon; empty where nobody does.
asking='' prompter=

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

ask_neighbours() { # ADDRESS: while other things are done, which hears every claimant -> sets $near, $asking: who asks
    asking='' listener=
    link_to "$1"
    [ -n "$near" ] || return 0
    case $1 in *:*) ;; *)
        if command -v arping >/dev/null; then
            # Two replies: one of each claimant, or twice from the only one. It would ask for the second after a second; whoever asks before makes it hear that one earlier.
            arping -c 2 -w 2 -I "$near" "$1" </dev/null >"$run/arping" 2>/dev/null &
            asking=$!
            { sleep 0.5 2>/dev/null && exec arping -c 1 -w 1 -I "$near" "$1"; } </dev/null >/dev/null 2>&1 &
            prompter=$!
            return
        fi
        ;;
    esac
    forget_entry "$1"
}

listens() { # whether somebody has asked the kernel for events of neighbours alone, as `ip monitor neigh` does when it is ready
    while read -r _ protocol _ groups _; do
        [ "$protocol $groups" != '0 00000004' ] || return 0
    done </proc/net/netlink
    return 1
}

# Without arping, and for IPv6, the kernel asks, as soon as something is sent there and it does not know the answer. So it is told to forget what it knows: that asks
# everybody, where a doubt would ask the known machine alone. Each answer that changes what the kernel knows is an event, so of several machines all are heard.
forget_entry() { # ADDRESS -> sets $asking
    entry=$(ip neigh show to "$1" dev "$near" 2>/dev/null)
    case $entry in *PERMANENT* | *NOARP*) return ;; esac
    # bounded, should nobody be left to end it
    bound=
    ! command -v timeout >/dev/null || bound='timeout 60'
    # shellcheck disable=SC2086 # a program and its argument, or nothing
    $bound ip monitor neigh </dev/null >"$run/heard-$1" 2>/dev/null &
    listener=$!
    tries=0
    until listens || [ $tries = 20 ]; do
        tries=$((tries + 1))
        sleep 0.05 2>/dev/null || sleep 1
    done
    asking=kernel
    case $entry in *' lladdr '*) ip neigh change "$1" dev "$near" nud failed 2>/dev/null || drop_question ;; esac
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

entries_heard() { # ADDRESS, after something was sent there: prints the MACs in the kernel's events since it forgot, and in what it knows now
    sleep 0.1 2>/dev/null || sleep 1
    kill "$listener" 2>/dev/null
    { cat "$run/heard-$1" && ip neigh show to "$1" 2>/dev/null; } | awk -v address="$1" -v near="$near" '
        $1 != address || $3 != near { next }
        / FAILED/ { split("", seen); count = 0 }
        / REACHABLE/ { for (n = 4; n < NF; n++) if ($n == "lladdr" && !seen[$(n + 1)]++) mac[++count] = $(n + 1) }
        END { for (n = 1; n <= count; n++) print mac[n] }'
}

hear_neighbours() { # ADDRESS, after something was sent there -> sets $neighbours: the MACs that answered (words), and $asking: empty when nobody could be asked
    neighbours=
    case $asking in
    '') ;;
    kernel)
        neighbours=$(entries_heard "$1")
        wait "$listener"
        ;;
    *)
        wait "$asking"
        # 2: this interface knows no ARP
        if [ $? = 2 ]; then asking=''; else neighbours=$(macs_heard); fi
        drop_prompter
        ;;
    esac
}

drop_prompter() {
    [ -n "$prompter" ] || return 0
    kill "$prompter" 2>/dev/null
    wait "$prompter"
    prompter=
}

drop_question() { # so that a later one does not find its answers
    case $asking in '') return ;; kernel) asking=$listener ;; esac
    kill "$asking" 2>/dev/null
    wait "$asking"
    asking=
    drop_prompter
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
