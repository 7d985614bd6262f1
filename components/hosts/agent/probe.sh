# probe: how long the VIP is gone while it moves, as a host sees it that does not hold it.

# A connection that is lost while the VIP moves is tried again by TCP after a second, which would hide that the VIP is back; so it is given up earlier.
ask_always() { # URL: prints CODE LOCAL_ADDRESS for each fresh connection, five in a second at most: more would slow down on a small host what is measured
    url=$1
    # standard error is written at once, standard output is not
    set -- -s --noproxy '*' --cacert "$run/ca" --http1.1 -H 'Connection: close' --no-sessionid --connect-timeout 0.6 --max-time 2 -o /dev/null -w '%{stderr}%{http_code} %{local_ip}\n'
    # one process for all: starting curl takes longer than asking
    ! curl --rate 5/s --version >/dev/null 2>&1 || exec curl "$@" --rate 5/s "$url?[1-100000]"
    while :; do
        curl "$@" "$url"
        sleep 0.2 2>/dev/null || sleep 1
    done
}

widen_gap() { # to what has passed since the last good answer
    [ -z "$last" ] || [ $((ticks - last)) -le $gap ] || gap=$((ticks - last))
}

count_answers() { # NUMBER: those of `ask_always` on standard input -> writes $run/probed-NUMBER: GAP (hundredths of a second, or -1), ASKED, ANSWERED, OWN
    asked=0 answered=0 last='' gap=-1 own=false lost=
    while read -r code from; do
        kill -0 $$ 2>/dev/null || break
        now
        case $code in
        200 | 401 | 403)
            # Who holds the VIP reaches it from the VIP; that says nothing about the network. But once it has lost it, the VIP is away until another host answers.
            if [ "$from" = "$vip" ]; then
                own=true last=$ticks lost=
                continue
            fi
            answered=$((answered + 1)) lost=
            widen_gap
            last=$ticks
            ;;
        *) lost=yes ;;
        esac
        asked=$((asked + 1))
    done
    # it has not come back
    [ -z "$lost" ] || widen_gap
    read -r asker <"$run/asker-$1" && kill "$asker" 2>/dev/null
    printf '%s\n' "$gap $asked $answered $own" >"$run/probed-$1"
}

counters=

start_probe() { # of each VIP
    if [ -n "$counters" ] || [ ! -e "$STATE/last-good.yaml" ]; then return 0; fi
    load_settings "$STATE/last-good.yaml"
    load_vips
    number=0
    for vip in $vips; do
        vip_url "$vip"
        # shellcheck disable=SC2069 # standard error alone is wanted
        {
            ask_always "$url" &
            printf '%s\n' $! >"$run/asker-$number"
            wait
        } 2>&1 >/dev/null </dev/null | count_answers "$number" >/dev/null 2>&1 &
        counters="$counters $!"
        number=$((number + 1))
    done
}

stop_probe() { # -> sets $gap_ms (of the VIP that was gone for longest), $asked, $answered, $own
    gap_ms=null asked=0 answered=0 own=false
    [ -n "$counters" ] || return 0
    # a moment for the last answer that is under way
    nap
    for file in "$run"/asker-*; do
        ! read -r asker 2>/dev/null <"$file" || kill "$asker" 2>/dev/null
    done
    # shellcheck disable=SC2086 # process ids
    wait $counters
    counters='' longest=-1
    for file in "$run"/probed-*; do
        read -r gap all good holding 2>/dev/null <"$file" || continue
        [ "$gap" -le "$longest" ] || longest=$gap
        asked=$((asked + all)) answered=$((answered + good))
        [ "$holding" = false ] || own=true
    done
    [ "$longest" = -1 ] || gap_ms=$((longest * 10))
}
