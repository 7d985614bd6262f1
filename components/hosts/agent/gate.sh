# What kube-vip asks, without credentials, before it announces the VIP by BGP.

put_ca() { # the CA of the kubeconfig, where the manifest $run/wanted mounts it, before anything runs it
    setting control_plane_health_check_ca_path
    [ -n "$value" ] || return 0
    grep -q "^ *path: \"\{0,1\}$STATE/ca\.crt\"\{0,1\} *\$" "$run/wanted" || return 0
    ! cmp -s "$run/ca" "$STATE/ca.crt" || return 0
    keep "$run/ca" ca.crt || fail "$STATE/ca.crt could not be written; is the disk full or read-only? The host was not changed."
}

check_gate() { # where nobody looked before, this is what says why no host would announce
    setting control_plane_health_check_address
    [ -n "$value" ] || return 0
    gate=$value
    # an API server that has just started refuses for a moment what everybody may read
    start_clock 10
    while :; do
        code=$(curl_quiet --max-time 5 --connect-to kubernetes::127.0.0.1: -o /dev/null -w '%{http_code}' "$gate" 2>/dev/null) || :
        case $code in 401 | 403) in_time || break ;; *) return 0 ;; esac
        nap
    done
    fail "$gate answers $code to whoever shows no credentials, as kube-vip, which announces the VIP only while that answers 200. Let everybody read it, or set \`bgp.healthCheck.enabled: false\`. The host was not changed."
}
