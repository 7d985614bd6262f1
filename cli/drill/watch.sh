# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034 # the agent's parts before this one set and use these
# A host asks the VIP all the time, over fresh TLS connections, and says when each answer came: TICKS CODE, or TICKS own where the host has the VIP itself.
# Ends with its standard input, and after $limit seconds at the latest.

report_answers() { # those of `ask_always` on standard input
    while read -r code from; do
        now
        if [ "$from" = "$vip" ]; then code="own"; fi
        printf '%s %s\n' "$ticks" "$code" || break
    done
}

watch_vip() {
    vip='' vip_port='' kubeconfig='' limit=600
    for option; do
        case $option in
        host=*) host=${option#*=} ;;
        vip=*) vip=${option#*=} ;;
        port=*) vip_port=${option#*=} ;;
        kubeconfig=*) kubeconfig=${option#*=} ;;
        limit=*) limit=${option#*=} ;;
        esac
    done
    command -v curl >/dev/null || fail "there is no curl on this host, so it cannot ask the VIP. Install the package curl."
    scratch
    open_kubeconfig
    vip_url "$vip"
    exec 3>&1
    {
        # shellcheck disable=SC2069 # standard error alone is wanted
        ask_always "$url" 2>&1 >/dev/null 3>&- </dev/null &
        printf '%s\n' $! >"$run/asker"
        wait
    } | report_answers >&3 &
    reporter=$!
    # A host that lost its connection without noticing must not ask for ever.
    (
        exec </dev/null >/dev/null 2>&1 3>&-
        sleep "$limit"
        kill -TERM $$
    ) &
    alarm=$!
    trap 'kill "$alarm" "$(cat "$run/asker")" 2>/dev/null; tidy; exit 0' TERM
    while read -r _; do :; done
    kill "$alarm" "$(cat "$run/asker")" 2>/dev/null
    wait "$reporter"
}

watch_vip "$@"
exit
