# BGP: whether kube-vip's sessions with its peers are up, by the connections that the kernel shows. kube-vip's own metric lags behind them (v1.2.1).

load_peers() { # -> sets $peers (words): the addresses of the loaded manifest. A password may hold blanks and patterns, so a list is not split into words.
    peers=
    setting bgp_enable
    [ "$value" = true ] || return 0
    setting bgp_peeraddress
    peers=$value
    setting bgp_peers
    rest=$value
    setting --config-file
    [ -z "$value" ] || rest=$(annotated_peers "$loaded")
    while [ -n "$rest" ]; do
        entry=${rest%%,*}
        case $rest in *,*) rest=${rest#*,} ;; *) rest= ;; esac
        case $entry in '['*) entry=${entry#?} && entry=${entry%%]*} ;; *) entry=${entry%%:*} ;; esac
        peers="$peers${peers:+ }$entry"
    done
}

# kube-vip only dials, and always port 179. A connection that is refused after the first words is gone at once, so what stays is a session.
sessions_up() { # prints for each of $peers that process $pid is connected to: PEER SOURCE CONNECTION
    # shellcheck disable=SC2012 # names under /proc/PID/fd are numbers
    ls -l "/proc/$pid/fd" 2>/dev/null | awk -v peers="$peers" -v tables="/proc/$pid/net/tcp /proc/$pid/net/tcp6" '
        function byte(hex) { return index(digits, substr(hex, 1, 1)) * 16 + index(digits, substr(hex, 2, 1)) - 17 }
        function dotted(hex) { return byte(substr(hex, 7)) "." byte(substr(hex, 5)) "." byte(substr(hex, 3)) "." byte(hex) }
        # The kernel prints words of four bytes, the least one first.
        function address(hex,   text, at) {
            if (length(hex) == 8) return dotted(hex)
            if (substr(hex, 1, 24) == "0000000000000000FFFF0000") return dotted(substr(hex, 25))
            for (at = 1; at < 32; at += 8)
                text = text ":" tolower(substr(hex, at + 6, 2) substr(hex, at + 4, 2) ":" substr(hex, at + 2, 2) substr(hex, at, 2))
            return substr(text, 2)
        }
        function group(text) { return substr("0000" tolower(text), length(text) + 1) }
        # All eight groups of four digits, as the one above.
        function whole(text,   half, left, right, halves, first, last, n, out) {
            if (index(text, ":") == 0) return text
            halves = split(text, half, "::")
            first = split(half[1], left, ":")
            last = halves > 1 ? split(half[2], right, ":") : 0
            for (n = 1; n <= first; n++) out = out ":" group(left[n])
            for (n = first + last; n < 8; n++) out = out ":0000"
            for (n = 1; n <= last; n++) out = out ":" group(right[n])
            return substr(out, 2)
        }
        BEGIN { digits = "0123456789ABCDEF" }
        /socket:\[/ { inode = $0; sub(/.*socket:\[/, "", inode); sub(/\].*/, "", inode); mine[inode] = 1 }
        END {
            for (n = split(tables, table, " "); n > 0; n--)
                while ((getline <table[n]) > 0)
                    if ($4 == "01" && ($10 in mine) && split($3, remote, ":") == 2 && remote[2] == "00B3") {
                        split($2, own, ":")
                        session[address(remote[1])] = address(own[1]) " " $10
                    }
            count = split(peers, peer, " ")
            for (n = 1; n <= count; n++) if (whole(peer[n]) in session) print peer[n], session[whole(peer[n])]
        }'
}

# How long a connection must last to count as a session, in seconds: who refuses the first words does so within milliseconds.
LASTS=1

# Seconds for sessions to come up where kube-vip runs: it dials again after 10 s (ConnectRetry in pkg/bgp/peers.go), and its first time may be too early.
DIALLING=25

look_at_sessions() { # of what this host runs, once all are up or the time for that is over -> sets $json
    json='[]'
    [ -e "$STATE/last-good.yaml" ] || return 0
    load_settings "$STATE/last-good.yaml"
    load_peers
    [ -n "$peers" ] || return 0
    start_clock $DIALLING
    find_kube_vip
    while [ -n "$pid" ] && up=$(sessions_up) && lacks_sessions && in_time; do
        nap
        find_kube_vip
    done
    [ -z "$pid" ] || json_sessions "$up"
}

json_sessions() { # LINES of `sessions_up` -> sets $json
    listed=
    while read -r peer source _; do
        [ -z "$peer" ] || listed="$listed${listed:+,}{\"peer\":\"$peer\",\"source\":\"$source\"}"
    done <<SESSIONS
$1
SESSIONS
    json="[$listed]"
}

# A router that was away before the change is a matter for the proof: going back would not bring it.
have_sessions() { # BEFORE (lines of `sessions_up`): whether process $pid has those again -> or sets $reason
    up=$(sessions_up)
    while read -r peer _; do
        [ -n "$peer" ] || continue
        case "$NL$up" in *"$NL$peer "*) ;; *) reason="kube-vip runs, and its BGP session with $peer, which was up before, does not come back" && return 1 ;; esac
    done <<SESSIONS
$1
SESSIONS
}

await_sessions() { # BEFORE: as `have_sessions`, within the time that is left
    [ -n "$1" ] || return 0
    load_peers
    until have_sessions "$1"; do
        in_time || return 1
        say_once "kube-vip runs, waiting for its BGP sessions"
        nap
        find_kube_vip
    done
}

lacks_sessions() { # whether $up is without one of $peers -> sets $reason
    without=
    for peer in $peers; do
        case "$NL$up" in *"$NL$peer "*) ;; *) without="$without${without:+, }$peer" ;; esac
    done
    reason="kube-vip has no BGP session with $without: does the router know this host as a neighbour, with this AS number and password, and may it be reached on port 179?"
    [ -n "$without" ]
}

watch_bgp() { # -> sets $bgp: the sessions as JSON, null without BGP or where the manifest names no peer; or $reason
    bgp=null
    load_peers
    [ -n "$peers" ] || return 0
    up=$(sessions_up)
    if lacks_sessions; then return 1; fi
    sleep $LASTS
    [ "$(sessions_up)" = "$up" ] || { reason="a BGP session of kube-vip comes up and ends at once: the router refuses it, and its log says why (another AS number, hold time or router id?)" && return 1; }
    json_sessions "$up"
    bgp=$json
}
