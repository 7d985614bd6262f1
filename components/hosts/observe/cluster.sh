# What the API server tells, asked by one curl, since starting one costs more than all questions. And what the runtime tells when the API server does not.

open_api() { # -> sets $login; it stays empty when the API server cannot be asked
    section kubeconfig
    if [ -d "$kubeconfig" ]; then
        printf 'folder\n'
    elif [ ! -e "$kubeconfig" ]; then
        printf 'missing\n'
    else
        printf 'file\n'
        grep -m 1 -E '^ *(- )?server: ' "$kubeconfig"
        [ -z "$run" ] || login=$(open_kubeconfig 2>"$run/why.part" && printf '%s' "$login")
        [ ! -e "$run/cert" ] || sed -n '/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p' "$run/cert"
    fi
    printf 'login=%s\n' "$login"
}

# A question of this kind makes nothing in the cluster.
RULES='{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectRulesReview","spec":{"namespace":"%s"}}'
TABLE='Accept: application/json;as=Table;g=meta.k8s.io;v=v1'

api_options() { # -> sets $with: curl's words for each group of questions
    # the API server indents what it answers to a curl
    with="-sS -A pulumi-kube-vip --cacert $run/ca --connect-timeout 2 --max-time 4 --resolve kubernetes:$api_port:127.0.0.1"
    case $login in
    certificate) with="$with --cert $run/cert --key $run/key" ;;
    token) with="$with -H @$run/token" ;;
    esac
}

ask_gate() { # as kube-vip does before it announces the VIP: without credentials, and with `kubernetes` for this host at any port
    curl -q -sS --cacert "${gate_ca:-$run/ca}" --http1.1 --connect-timeout 2 --max-time 4 --connect-to kubernetes::127.0.0.1: -o /dev/null -w '%{http_code} %{time_total}\n' "$gate" >"$run/gate.part" 2>&1
}

is_settled() { # whether the manifest that is wanted is recorded already
    [ -n "$wanted" ] || return 1
    while IFS= read -r line; do
        [ "$line" != "sha=$wanted" ] || return 0
    done 2>/dev/null <"$STATE/record"
    return 1
}

# shellcheck disable=SC2086,SC2059 # $with is words; RULES is a format
ask_cluster() {
    # Two megabytes that take half as long as all else; they tell what counts before a change.
    if [ "$metrics" = no ] || is_settled; then
        set --
        printf 'not asked\n' >"$run/metrics.part"
    else
        # they pass TLS and the kernel twice, which costs a small host more than packing them
        packed=
        ! has gzip || packed='-H Accept-Encoding:gzip'
        set -- --next $with $packed -w '%{http_code} %{time_total}\n' -o "$run/metrics" "$api/metrics"
    fi
    core="$api/api/v1/namespaces/kube-system"
    leases="$api/apis/coordination.k8s.io/v1/namespaces/$lease_namespace/leases"
    more=
    [ "$services" = no ] || more="-o $run/services $api$SERVICES"
    [ -z "$services_lease" ] || more="$more -o $run/services-lease.part $leases/$services_lease"
    body=$(printf "$RULES" "$lease_namespace")
    # The lease comes late, so that its age is known best; only the metrics, whose text is large, come later, and say how long they took.
    curl -q --fail-early $with -w 'healthz %{http_code} %{time_total}\n%{certs}' -o "$run/healthz" "$api/healthz" \
        --next $with -w '%{http_code} ' -o "$run/mirror" "$core/pods/kube-vip-$node" \
        -o "$run/node.part" "$api/api/v1/nodes/$node" -o "$run/nodes.part" "$api/api/v1/nodes?labelSelector=node-role.kubernetes.io%2Fcontrol-plane" \
        -o "$run/kube-proxy.part" "$core/configmaps/kube-proxy" -o "$run/kubeadm" "$core/configmaps/kubeadm-config" $more \
        --next $with -w '%{http_code} ' -H "$TABLE" -o "$run/daemonsets.part" "$api/apis/apps/v1/namespaces/kube-system/daemonsets?includeObject=None" \
        --next $with -w '%{http_code} ' -H 'Content-Type: application/json' -d "$body" -o "$run/rules.part" "$api/apis/authorization.k8s.io/v1/selfsubjectrulesreviews" \
        --next $with -w '%{http_code} ' -o "$run/lease.part" "$leases/$lease_name" \
        "$@" >"$run/api.part" 2>"$run/api-failure.part"
    uptime
    printf '%s\n' "$up" >"$run/asked.part"
    [ ! -e "$run/services" ] || keep_services "$run/services" >"$run/services.part"
    [ ! -e "$run/metrics" ] || unpacked "$run/metrics" | grep -E '^(process_start_time_seconds|etcd_request_duration_seconds.*"update".*[lL]ease)' >"$run/metrics.part"
    if [ -s "$run/healthz" ]; then keep_public; else
        # its certificate may be what is wrong
        curl -q -sk --connect-timeout 2 --max-time 3 --resolve "kubernetes:$api_port:127.0.0.1" -o /dev/null -w '%{certs}' "$api/healthz" >>"$run/api.part" 2>/dev/null
    fi
    show_certificate
}

unpacked() { # FILE: as it is, where the API server did not pack it
    gzip -dc <"$1" 2>/dev/null || cat "$1"
}

show_certificate() { # where curl is older than 7.88 and cannot
    { read -r _ && read -r line; } <"$run/api.part"
    case $line in *[!0-9\ ]*) return ;; esac
    has openssl || return 0
    server=${api#*://}
    server=${server%%/*}
    name=${server%:*}
    [ "$name" != kubernetes ] || server="127.0.0.1:$api_port"
    bounded openssl s_client -connect "$server" -servername "$name" </dev/null 2>/dev/null | sed -n '/BEGIN CERT/,/END CERT/p;/END CERT/q' >>"$run/api.part"
}

# A Pod's environment and kubeadm's arguments may hold secrets; so of the one only the images go out, of the other only the networks.
keep_public() {
    awk -v mirror="$run/mirror.part" -v kubeadm="$run/kubeadm.part" '
        function network(name) { return match($0, name ": *[0-9a-fA-F.:\/,]+") ? substr($0, RSTART, RLENGTH) : name ":" }
        FILENAME ~ /kubeadm$/ { print network("podSubnet") >kubeadm; print network("serviceSubnet") >kubeadm; next }
        {
            while (match($0, /"image":"[^"]*","imageID":"[^"]*","containerID":"[^"]*"/)) {
                print "{" substr($0, RSTART, RLENGTH) "}" >mirror
                $0 = substr($0, RSTART + RLENGTH)
            }
        }' "$run/mirror" "$run/kubeadm" 2>/dev/null
}

ask_runtime() { # when the API server does not name the image
    runtime_client
    [ -n "$client" ] || return 0
    case $client in
    *docker)
        bounded "$client" ps --no-trunc --format '{{.ID}} {{.Image}}' >"$run/docker.part" 2>/dev/null
        bounded "$client" images --format '{{.Repository}}:{{.Tag}}' >"$run/docker-images.part" 2>/dev/null
        ;;
    *)
        bounded "$client" --timeout 3s ps --name '^kube-vip$' -o json >"$run/crictl.part" 2>/dev/null
        bounded "$client" --timeout 3s images -o json >"$run/crictl-images.part" 2>/dev/null
        ;;
    esac
}
