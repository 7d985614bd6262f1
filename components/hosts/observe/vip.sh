# The VIP as this host sees it: does it answer, and which machines say that it is theirs.

ask_one_vip() { # VIP NAME
    case $1 in
    *:*) url="https://[$1]:$vip_port/healthz" ;;
    *) url="https://$1:$vip_port/healthz" ;;
    esac
    curl -q -sS --cacert "$run/ca" --http1.1 --connect-timeout 2 --max-time 3 -o /dev/null -w '%{http_code} %{time_total}\n' "$url" 2>&1
}

probe() { # VIP INTERFACE: two broadcasts, so that a second holder has two chances to answer
    case $1 in
    *:*) ;;
    *)
        if has arping; then
            bounded arping -c 2 -w 2 -I "$2" "$1" 2>&1
            return
        fi
        ;;
    esac
    ! has ping || bounded ping -c 1 -W 1 "$1" >/dev/null 2>&1
    ip neigh show to "$1"
}

look_at_vip() { # VIP NUMBER: starts what takes time
    way=$(ip route get "$1" 2>/dev/null)
    printf '%s\n' "$way" >"$run/way-$2.part"
    if [ -s "$run/ca" ]; then
        ask_one_vip "$1" >"$run/vip-$2.part" &
    fi
    case $way in
    '' | local* | *' via '*) return ;;
    esac
    device=${way#* dev }
    probe "$1" "${link:-${device%% *}}" >"$run/probe-$2.part" 2>/dev/null &
}
