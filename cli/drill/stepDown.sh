# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034 # the agent's parts before this one set and use these
# Stops the running kube-vip once, in order, so that it gives the VIP up. Nothing on disk changes: kubelet starts it again. Prints how it was stopped.

stop_container() { # CLIENT CONTAINER: a term signal first, and time to give the lease back
    case $1 in
    *docker) "$1" stop --time 10 "$2" ;;
    *) "$1" --timeout 30s stop --timeout 10 "$2" ;;
    esac >/dev/null 2>&1
}

is_gone() { # PID START
    ! process_start "$1" || [ "$started" != "$2" ]
}

step_down() {
    programs='' runtime=containerd
    for option; do
        case $option in
        host=*) host=${option#*=} ;;
        programs=*) programs=${option#*=} ;;
        runtime=*) runtime=${option#*=} ;;
        esac
    done
    find_kube_vip
    case "$pids" in
    '') fail "kube-vip does not run here, so there is nothing to stop." ;;
    ' '*' '*) fail "more than one kube-vip runs here (processes$pids); which holds the VIP is not known. Nothing was stopped." ;;
    esac
    victim=$pid victim_start=$started
    container_of "$victim"
    runtime_client
    way=signal
    if [ -n "$client" ] && [ -n "$container" ] && stop_container "$client" "$container"; then
        way=${client##*/}
    elif ! is_gone "$victim" "$victim_start"; then
        kill -TERM "$victim" || fail "process $victim, which is kube-vip, could not be told to end."
    fi
    start_clock 15
    until is_gone "$victim" "$victim_start"; do
        in_time || fail "kube-vip (process $victim) was told to end by $way and still runs after 15 s."
        nap
    done
    printf '%s\n' "$way"
}

step_down "$@"
exit
