# Services: which addresses kube-vip gives them, and taking off this host those that stayed when no kube-vip was left to serve them.

SERVICES='/api/v1/services?fieldSelector=spec.type%3DLoadBalancer&pretty=true'

serves() { # whether the loaded manifest makes kube-vip serve Services
    setting svc_enable
    [ "$value" = true ]
}

# The indent tells where each line stands, and nothing else of a Service is anybody's business.
keep_services() { # LIST, pretty-printed -> prints of each Service its name, what it asks for, who serves it, and what it got
    grep -E '^( {4}\{| {8}"(name|namespace|loadBalancerIP|loadBalancerClass)": | {10}"(kube-vip\.io/(loadbalancerIPs|vipHost|ignore)|metallb[a-z.]*/ip-allocated-from-pool|implementation)": | {10}"service\.kubernetes\.io/load-balancer-cleanup"| {14}"ip": )' "$1"
}

kubeconfig_of() { # MANIFEST -> prints the kubeconfig that it mounts; where kube-vip has a login of its own, the one by which that was made
    mounted=$(awk '/^ *- hostPath:/ { path = "" } /^ *path: / { path = $2; gsub(/"/, "", path) } /^ *name: kubeconfig$/ && path != "" { print path; exit }' "$1")
    [ "$mounted" != "$ACCESS" ] || ! { IFS= read -r line <"$ACCESS/made-by"; } 2>/dev/null || mounted=$line
    printf '%s\n' "$mounted"
}

service_prefix() { # ADDRESS -> sets $prefix: the length kube-vip gives it, where it is a Service's
    case $1,$prefixes in
    *:*,*,*) prefix=${prefixes##*,} ;;
    *:*) prefix=128 ;;
    *) prefix=${prefixes%%,*} ;;
    esac
    case $1 in *:*) ;; *) prefix=${prefix:-32} ;; esac
}

# Most hosts have none, and then the API server need not be asked.
candidates() { # -> sets $candidates: addresses here that could be a Service's, a line `ADDRESS PREFIX DEVICE` each
    candidates=$(ip -o addr show | while read -r _ device _ own _; do
        address=${own%/*}
        case " $vips ::1 " in *" $address "*) continue ;; esac
        case $address in 127.* | fe80:*) continue ;; esac
        service_prefix "$address"
        [ "${own##*/}" != "$prefix" ] || printf '%s %s %s\n' "$address" "$prefix" "${device%%@*}"
    done)
    [ -n "$candidates" ]
}

# kube-vip writes its Node's name into every Service that it gives its address. An address of this Node itself is never one, whatever a Service says (kube-vip issue 1288).
served_addresses() ( # -> prints the addresses of Services that a kube-vip has given them, without this Node's own. Fails with the reason on standard error
    # a failure of this alone
    verb=
    open_kubeconfig
    local_url
    node_name
    states=$(ask_api "/api/v1/nodes/$node" -w '%{http_code} ' -o "$run/services" "$api$SERVICES" -o "$run/own-node") || :
    case $states in '200 200 ' | '200 404 ') ;; *) fail "it answers ${states:-nothing}" ;; esac
    keep_services "$run/services" | awk -v node="$run/own-node" '
        BEGIN { while ((getline line <node) > 0) while (match(line, /"address": *"[^"]*"/)) { own[substr(line, RSTART, RLENGTH)]; line = substr(line, RSTART + RLENGTH) }
            for (pair in own) { split(pair, part, "\""); mine[part[4]] } }
        /^    \{/ { given = 0 }
        /"kube-vip\.io\/vipHost": "[^"]/ { given = 1 }
        given && /^ +"ip": / { split($0, part, "\""); if (!(part[4] in mine)) print part[4] }'
)

drop_served() { # what the loaded manifest's kube-vip gave to Services; only when none is left here that serves them
    serves && candidates || return 0
    [ -n "$kubeconfig" ] || kubeconfig=$(kubeconfig_of "$loaded")
    if ! served=$(served_addresses 2>"$run/why"); then
        said_why
        say "the API server could not be asked for the addresses of Services (${why#"$host: "}), so none of those was looked for here"
        return 0
    fi
    printf '%s\n' "$candidates" >"$run/candidates"
    while read -r address prefix device; do
        case "$NL$served$NL" in *"$NL$address$NL"*) ;; *) continue ;; esac
        ! carries_ssh "$address" || continue
        ip addr del "$address/$prefix" dev "$device" || ! holds "$address" || fail "the address $address of a Service stayed on $device, although no kube-vip here serves it, and could not be taken off. Take it off by hand and run this again."
        did "the address $address of a Service had stayed on $device, and is gone"
    done <"$run/candidates"
}

stop_serving() { # OLD NEW: the kube-vip of OLD is gone and that of NEW runs
    [ -s "$1" ] || return 0
    load_settings "$1"
    if serves; then
        load_settings "$2"
        if ! serves; then
            load_settings "$1"
            load_vips
            drop_served
        fi
    fi
    load_settings "$2"
    load_vips
}
