# The VIP as this host sees it: does it answer, and which machines say that it is theirs.

ask_one_vip() { # VIP NAME
    case $1 in
    *:*) url="https://[$1]:$vip_port/healthz" ;;
    *) url="https://$1:$vip_port/healthz" ;;
    esac
    curl -q -sS --cacert "$run/ca" --http1.1 --connect-timeout 2.5 --max-time 4 -o /dev/null -w '%{http_code} %{time_total}\n' "$url" 2>&1
}

# Two requests, so that a second holder has two chances to answer.
probe() { # VIP INTERFACE
    arping -c 2 -w 2 -I "$2" "$1"
}

# Who just sent something there has asked who it is, and the kernel remembers one answer.
ask() { # VIP NUMBER SEE: SEE is yes where nothing better can see it
    if [ -s "$run/ca" ]; then
        ask_one_vip "$1" >"$run/vip-$2.part"
    elif [ "$3" = no ] || ! has ping; then
        return
    else
        ping -c 1 -W 1 "$1" >/dev/null 2>&1
    fi
    [ "$3" = no ] || { printf 'asked\n' && ip neigh show to "$1" 2>/dev/null; } >"$run/probe-$2.part"
}

look_at_vip() { # VIP NUMBER: starts what takes time
    way=$(ip route get "$1" 2>/dev/null)
    printf '%s\n' "$way" >"$run/way-$2.part"
    see=no
    case $way in
    '' | local* | *' via '*) ;;
    *)
        see=yes
        device=${way#* dev }
        case $1 in *:*) ;; *)
            if has arping; then
                see=no
                probe "$1" "${link:-${device%% *}}" >"$run/probe-$2.part" 2>&1 &
            fi
            ;;
        esac
        ;;
    esac
    ask "$1" "$2" "$see" &
}
