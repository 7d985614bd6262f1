# witness: what this host sees once all hosts are done.

watch_self() { # own process -> sets $pid, or $reason when something is not as it should be
    find_kube_vip
    case "$pids" in
    '') reason="kube-vip does not run here" && return 1 ;;
    ' '*' '*) reason="more than one kube-vip runs here (processes$pids)" && return 1 ;;
    esac
    runs_settings || { reason="kube-vip runs with other settings than the manifest's" && return 1; }
    ! elects || talks_to_api || { reason="kube-vip runs, but does not talk to the API server" && return 1; }
}

find_metrics() { # -> sets $metrics_url, empty when they are off
    setting prometheus_server
    case $value in :*) value="127.0.0.1$value" ;; esac
    metrics_url=${value:+http://$value/metrics}
}

watch_metrics() { # -> sets $metrics: true, false, or null when they are off
    metrics=null
    [ -n "$metrics_url" ] || return 0
    metrics=true
    IFS= read -r line <"$run/metrics" || :
    case $line in '# HELP'*) ;; *) metrics=false reason="kube-vip's metrics do not answer at $metrics_url; is the port taken by another program?" && return 1 ;; esac
}

look_for() { # VIP -> sets $own: whether an interface here has it, so that its own answer says nothing; where kube-vip put it, adds to $held and sets $mac, of that interface; or sets $reason where the kernel does not use it
    own=false mac=
    found=$(ip -o addr show to "$1")
    [ -n "$found" ] || return 0
    ! is_doubted "$1" "$found" || return 1
    own=true
    # shellcheck disable=SC2086 # $place is words
    [ -z "$place" ] || found=$(ip -o addr show $place to "$1")
    [ -n "$found" ] || return 0
    held="$held $1"
    found=${found#*: }
    mac_of "${found%%[ @]*}"
}

# With the last VIP goes what else is asked over the network: the metrics, and what the API server has, which comes after all connections to VIPs.
ask_all() { # VIP TIMES: as `ask_vip`
    if [ "$1" != "${vips##* }" ]; then
        ask_vip "$1" "$2"
        return
    fi
    : >"$run/metrics"
    set -- ask_vip "$1" "$2" 2
    [ -z "$metrics_url" ] || set -- "$@" --next -sS --noproxy '*' --max-time 3 -o "$run/metrics" "$metrics_url"
    with_cluster "$@" --next -sS --noproxy '*' --cacert "$run/ca" -w 'api %{http_code}\n'
}

watch_vip() { # VIP: over the network -> adds to $seen, a JSON list, and to $unclear; with the last one $codes
    look_for "$1" || return 1
    times=$connections ping=null answers=null
    if [ $own = true ]; then
        times=1
        drop_question
    elif [ "$1" != "$early" ]; then
        ask_neighbours "$1"
    fi
    if ! ask_all "$1" "$times"; then
        reason="$answered of $asked connections to the VIP were answered at $url: ${why:-no answer}"
        return 1
    fi
    if [ $own = false ]; then
        if command -v ping >/dev/null; then
            ping=true
            ping -c 1 -W 2 "$1" >/dev/null 2>&1 || ping=false
        fi
        hear_neighbours "$1"
        if [ -n "$asking" ]; then
            json_list "$neighbours"
            answers=$json
            case $neighbours in '') unclear="no machine answers the neighbour probe for $1" ;; *["$NL "]*) unclear="more than one MAC answers for $1: $(printf '%s' "$neighbours" | tr '\n' ' ')" ;; esac
        fi
        asking=
    fi
    json_text "$url"
    seen="$seen${seen:+,}{\"vip\":\"$1\",\"url\":$json,\"own\":$own,\"asked\":$asked,\"answered\":$answered,\"httpCode\":$code,\"latencyMs\":$latency,\"ping\":$ping,\"mac\":\"$mac\",\"neighbours\":$answers}"
}

# What neighbours answer while the VIP moves passes by itself; what stays is for the verdict to judge, which knows the MACs of all hosts.
LOOKS=3

watch_vips() { # -> sets $held (words), $seen
    held='' seen='' unclear=''
    for vip in $vips; do
        watch_vip "$vip" || return 1
    done
    [ -n "$unclear" ] || return 0
    looks=$((looks + 1))
    if [ "$looks" -ge $LOOKS ] || ! in_time; then return 0; fi
    reason=$unclear
    return 1
}

watch_cluster() { # mirror Pod and lease, as the API server had them
    judge_cluster "$codes"
    case $mirror in
    NotReady | Missing) reason="the Pod kube-vip-$node is not Ready in the API (it is ${mirror_reason:-$mirror})" && return 1 ;;
    esac
    watch_lease "$began"
}

watch_hold() { # whether addresses and lease agree
    lacking=
    for vip in $vips; do
        case " $held " in *" $vip "*) ;; *) lacking="$lacking${lacking:+ and }$vip" ;; esac
    done
    if ! elects; then
        [ -z "$lacking" ] || { reason="without election every host announces the VIP, but this one does not have $lacking" && return 1; }
        return 0
    fi
    [ -n "$lease" ] || return 0
    if [ "$lease" = "$node" ]; then
        [ -z "$lacking" ] || { reason="the lease names this host, but it does not have the VIP $lacking" && return 1; }
    else
        [ -z "$held" ] || { reason="this host has the VIP, but the lease names $lease" && return 1; }
    fi
}

look() { # one look at everything: the lease comes last, so that it tells whether the VIP moved meanwhile
    now
    began=$ticks
    # first, since neighbours are given half a second for their answers
    early=${vips%% *}
    ask_neighbours "$early"
    watch_self && watch_vips && watch_metrics && watch_cluster && watch_hold && watch_ipvs && watch_bgp
}

witness_report() {
    json_text "$host" && host_json=$json
    json_text "$node" && node_json=$json
    json_text "$lease" && lease_json=$json
    host_macs
    json_list "$macs" && macs_json=$json
    holding=false
    [ -z "$held" ] || holding=true
    election=false
    ! elects || election=true
    rollout=null
    [ ! -e "$STATE/rollout.json" ] || IFS= read -r rollout <"$STATE/rollout.json" || rollout=null
    printf '{"host":%s,"node":%s,"holds":%s,"elects":%s,"lease":%s,"leaseAgeMs":%s,"leaseMs":%s,"leaseTransitions":%s,"settled":%s,"macs":%s,"vips":[%s],"containerId":"%s","imageDigest":"%s","mirrorPod":"%s","metrics":%s,"ipvs":%s,"bgp":%s,"rollout":%s}\n' \
        "$host_json" "$node_json" "$holding" "$election" "$lease_json" "$lease_age" "$lease_ms" "$transitions" "$settled" "$macs_json" "$seen" "$container" "$digest" "$mirror" "$metrics" "$ipvs" "$bgp" "$rollout"
}

# Where no host of ours had the VIP when it was proven, as before the host that has it is removed, what was proven is outdated once one of them has it.
remember_holder() {
    if [ -z "$held" ] && [ -n "$lease" ] && [ "$lease" != "$node" ]; then printf '%s\n' "$lease" >"$STATE/elsewhere"; else rm -f "$STATE/elsewhere"; fi
} 2>/dev/null

UNFINISHED='its witness did not come to its end'

witness() {
    scratch
    read_record
    IFS= read -r expected || :
    if may_wait; then
        json_text "$host"
        printf '{"host":%s,"pending":true,"node":"","holds":false,"lease":"","vips":[],"containerId":"","imageDigest":"","mirrorPod":"Unknown","metrics":null}\n' "$json"
        return
    fi
    if [ -n "$emergency" ]; then
        witness_anyway
        return
    fi
    case $expected in
    *"\"$host\":\"$record_sha\""*) ;;
    *) fail "this host does not run the manifest that this run wrote (it has ${record_sha:-none}). Another copy of this program gave it that, or the state is an older one, and then the engine sees nothing to do here. Give \`rollout.retry\` a text that it did not have, and run \`pulumi up\` again: every host is then given what is wanted." ;;
    esac
    read_holder "$ROLLOUT"
    unproven "$UNFINISHED"
    load_settings "$STATE/last-good.yaml"
    load_vips
    check_gone
    open_kubeconfig
    local_url
    find_metrics
    start_clock "$within"
    looks=0
    until look; do
        drop_question
        in_time || fail "after $within s: $reason."
        say_once "$reason, waiting"
        nap
    done
    container_of "$pid"
    mirror_digest "$container"
    [ -n "$digest" ] || image_of "$container"
    unproven
    remember_holder
    witness_report
}
