# kubelet, the static Pod folder, the kube-vip processes, what our agent keeps.

ROLLOUT=/run/pulumi-kube-vip.rollout

look_at_kubelet() { # -> sets $node: the name of this host's Node
    section arguments
    node='' config=''
    set --
    for name in kubelet kube-apiserver kube-controller; do
        pids_of "$name"
        for pid in $pids; do set -- "$@" "/proc/$pid/cmdline"; done
    done
    read -r node </proc/sys/kernel/hostname
    if [ $# != 0 ]; then
        # only these: an argument may be a secret
        arguments=$(cat "$@" 2>/dev/null | tr '\000' '\n' | sed -n -E '/^--?(node-ip|pod-manifest-path|config|hostname-override|service-cluster-ip-range|cluster-cidr)$/{N;s/\n/=/;};s/^--?(node-ip|pod-manifest-path|config|hostname-override|service-cluster-ip-range|cluster-cidr)=/\1=/p')
        printf '%s\n' "$arguments"
        for argument in $arguments; do
            case $argument in
            hostname-override=*) node=${argument#*=} ;;
            config=*) config=${argument#*=} ;;
            esac
        done
    fi
    case $node in *[A-Z]*) node=$(printf '%s' "$node" | tr '[:upper:]' '[:lower:]') ;; esac
    if [ -n "$config" ]; then
        section kubelet
        grep -sE '^ *"?staticPodPath"?:' "$config"
    fi
}

# One process for each thing that is asked of all files.
look_at_manifests() {
    set --
    for file in "$manifest" "$manifests"/* "$manifests"/.[!.]*; do
        [ -f "$file" ] || continue
        case " $* " in *" $file "*) ;; *) set -- "$@" "$file" ;; esac
    done
    section manifests
    if [ -d "$manifests" ]; then printf 'folder\n'; else printf 'none\n'; fi
    for file; do printf '%s\n' "$file"; done
    if [ -e "$STATE/secrets" ]; then
        section peers
        grep -so "$STATE/peers/[A-Za-z0-9.-]*" "$STATE/last-good.yaml"
    fi
    access=$STATE/access
    if [ -d "$access" ]; then
        look_at_login
        access="$access/client.pem $access/admin.conf"
    else
        access=
    fi
    section stat
    # shellcheck disable=SC2086 # $access is words
    stat -L -c '%a %U %G %s %Y %n' "$@" "$kubeconfig" $access "$STATE"/peers/* 2>/dev/null
    section sums
    # shellcheck disable=SC2086 # $access is words
    sha256sum "$@" "$STATE/agent" "$STATE/last-good.yaml" "$kubeconfig" ${access#* } 2>/dev/null
    section defining
    # of the manifest of ours its sum tells enough
    if [ "$brief" = yes ] && [ "${1:-}" = "$manifest" ]; then
        printf '%s\n' "$1"
        shift
    fi
    [ $# = 0 ] || grep -lsE "image\"?: *[\"']?([^ \"']*kube-vip|${repository}[:@\"' ])" "$@"
}

look_at_login() { # of kube-vip's own; the key beside the certificate stays here
    section access
    sed -n '/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p' "$access/client.pem" 2>/dev/null
    # only a whole look has taken the kubeconfig apart
    [ -s "${run:-}/ca" ] && has openssl || return 0
    grep -Fqs "$(openssl base64 -A -in "$run/ca")" "$access/admin.conf" || printf 'ca=other\n'
}

# Values that may be secrets are masked here, and the comparison with the recorded manifest happens here, so that none leaves the host.
look_at_kube_vips() {
    section kube-vips
    good=$STATE/last-good.yaml
    [ -s "$good" ] || good=
    pids_of kube-vip
    for pid in $pids; do
        process_start "$pid" || continue
        container_of "$pid"
        printf 'process %s %s %s\n' "$pid" "$started" "$container"
        [ -z "$good" ] || printf 'recorded\n'
        # it ran the recorded manifest when that was applied, and keeps what it was started with
        [ -z "$container" ] || [ "$container" != "$settled_in" ] || continue
        # what is wanted, a line that no manifest and no environment holds, what there is
        {
            [ -z "$good" ] || settings_of "$good"
            printf '\001=\n'
            tr '\n\000' '\001\n' 2>/dev/null <"/proc/$pid/environ"
            [ ! -e "$STATE/secrets" ] || tr '\n\000' '\001\n' 2>/dev/null <"/proc/$pid/cmdline"
        } | awk '
            $0 == "\001=" { there = 1; next }
            { at = index($0, "="); name = substr($0, 1, at - 1); value = substr($0, at + 1) }
            !there { wanted[name] = value; next }
            at == 0 { next }
            {
                has[name] = value
                if (name ~ /^-/) next
                if (tolower(name) ~ /pass|secret|token|key|credential|bgp_peers$/ && value != "") value = "(secret)"
                gsub(/\/\/[^\/@ ]*@/, "//(secret)@", value)
                print "variable " name "=" value
            }
            END { for (name in wanted) if (!(name in has) || has[name] != wanted[name]) print "differs " name }'
    done
}

look_at_rollout() { # whether the holder of the lock is the process that took it
    [ -e "$ROLLOUT/holder" ] || return 0
    holder=
    while IFS= read -r line; do
        case $line in pid=*) holder=${line#*=} ;; esac
    done <"$ROLLOUT/holder"
    section rollout
    if [ -n "$holder" ] && process_start "$holder"; then printf '%s\n' "$started"; fi
}
