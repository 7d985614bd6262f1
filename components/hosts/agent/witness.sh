# witness: what this host sees once all hosts are done.

watch_self() { # own process, mirror Pod and lease -> sets $reason when something is not as it should be
    find_kube_vip
    case "$pids" in
    '') reason="kube-vip does not run here" && return 1 ;;
    ' '*' '*) reason="more than one kube-vip runs here (processes$pids)" && return 1 ;;
    esac
    runs_settings || { reason="kube-vip runs with other settings than the manifest's" && return 1; }
    ! elects || talks_to_api || { reason="kube-vip runs, but does not talk to the API server" && return 1; }
    read_mirror_and_lease
    case $mirror in
    NotReady | Missing) reason="the Pod kube-vip-$node is not Ready in the API (it is ${mirror_reason:-$mirror})" && return 1 ;;
    esac
}

watch_hold() { # whether address and lease agree -> sets $held (words), $lease
    held=
    for vip in $vips; do
        ! holds "$vip" || held="$held $vip"
    done
    if ! elects; then
        [ -n "$held" ] || { reason="without election every host announces the VIP, but this one does not have it" && return 1; }
        return 0
    fi
    [ -n "$lease" ] || return 0
    if [ "$lease" = "$node" ]; then
        [ -n "$held" ] || { reason="the lease names this host, but it does not have the VIP" && return 1; }
    else
        [ -z "$held" ] || { reason="this host has the VIP, but the lease names $lease" && return 1; }
    fi
}

watch_metrics() { # -> sets $metrics: true, false, or null when they are off
    metrics=null
    setting prometheus_server
    case $value in
    '') return 0 ;;
    :*) value="127.0.0.1$value" ;;
    esac
    metrics=true
    curl -s --noproxy '*' --max-time 3 "http://$value/metrics" 2>/dev/null | grep -q '^# HELP' || { metrics=false reason="kube-vip's metrics do not answer at http://$value/metrics; is the port taken by another program?" && return 1; }
}

watch_vip() { # -> sets $seen: a JSON list of what each VIP answered
    seen=
    for vip in $vips; do
        times=$connections own=false
        case "$held " in *" $vip "*) own=true times=1 ;; esac
        ask_vip "$vip" "$times" || { reason="$answered of $asked connections to the VIP were answered at $url: ${why:-no answer}" && return 1; }
        ping=null
        if [ $own = false ] && command -v ping >/dev/null; then
            ping=true
            ping -c 1 -W 2 "$vip" >/dev/null 2>&1 || ping=false
        fi
        mac=$(ip neigh show to "$vip" | sed -n 's/.* lladdr \([0-9a-f:]*\).*/\1/p' | head -n 1)
        json_text "$url"
        seen="$seen${seen:+,}{\"vip\":\"$vip\",\"url\":$json,\"own\":$own,\"asked\":$asked,\"answered\":$answered,\"httpCode\":$code,\"latencyMs\":$latency,\"ping\":$ping,\"mac\":\"$mac\"}"
    done
}

witness() {
    scratch
    read_record
    case $(cat) in
    *"\"$host\":\"$record_sha\""*) ;;
    *) fail "this host does not run the manifest that this run wrote (it has ${record_sha:-none}). Something else changed it; run \`pulumi up\` again." ;;
    esac
    load_settings "$STATE/last-good.yaml"
    load_vips
    open_kubeconfig
    local_url
    start_clock "$within"
    until watch_self && watch_hold && watch_metrics && watch_vip; do
        in_time || fail "after $within s: $reason."
        say_once "$reason, waiting"
        nap
    done
    container_of "$pid"
    mirror_digest "$container"
    [ -n "$digest" ] || image_of "$container"
    json_text "$host" && host_json=$json
    json_text "$node" && node_json=$json
    json_text "$lease" && lease_json=$json
    holding=false
    [ -z "$held" ] || holding=true
    printf '{"host":%s,"node":%s,"holds":%s,"lease":%s,"vips":[%s],"containerId":"%s","imageDigest":"%s","mirrorPod":"%s","metrics":%s}\n' \
        "$host_json" "$node_json" "$holding" "$lease_json" "$seen" "$container" "$digest" "$mirror" "$metrics"
}

# The verdict over all witnesses is made by the program; here it becomes the success or failure of a resource.
verdict() {
    text=$(cat)
    case $text in
    *'"healthy":true'*) printf '%s\n' "$text" ;;
    *) fail "$(printf '%s' "$text" | sed -n 's/.*"reason":"\(\([^"\\]\|\\.\)*\)".*/\1/p' | sed 's/\\\(.\)/\1/g')" ;;
    esac
}
