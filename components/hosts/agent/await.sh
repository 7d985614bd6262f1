# Waiting until kubelet runs a manifest and the VIP answers.

# Whether kubelet has done anything about the manifest that is waited for, which `apply` compares with the processes that were there before.
acted='' ran_before=

# kubelet's reasons that do not pass by themselves, seen for this long, end the wait early (ticks).
PATIENCE=1500

stuck() { # whether the mirror Pod has been unable to start for longer than our patience -> sets $reason
    read_mirror
    case $mirror_reason in
    ErrImagePull | ImagePullBackOff | InvalidImageName | ErrImageNeverPull | ImageInspectError | CreateContainerError | CreateContainerConfigError | RunContainerError | CrashLoopBackOff)
        now
        acted=yes
        [ -n "$stuck_since" ] || stuck_since=$ticks
        reason="kubelet cannot start it: $mirror_reason${mirror_message:+, $mirror_message}"
        [ $((ticks - stuck_since)) -ge $PATIENCE ]
        ;;
    *)
        stuck_since=
        return 1
        ;;
    esac
}

# When a manifest is put back before kubelet saw the other one, what ran before both goes on; it counts once kubelet has had time to stop it.
await_running() { # SINCE [BEFORE]: until the one kube-vip process has these settings, and started after SINCE or before BEFORE -> sets $pid, $started, or $reason
    reason="kubelet did not start it (kubelet may be stopped, or its static Pod folder may not be ${manifest%/*})"
    stuck_since='' turn=0 ask_at=20
    while in_time; do
        find_kube_vip
        case "$pids" in
        '') [ -z "$ran_before" ] || acted=yes ;;
        ' '*' '*) reason="more than one kube-vip runs (processes$pids)" ;;
        ' '*)
            now
            if [ "$started" -lt "$1" ] && { [ "$started" -ge "${2:-0}" ] || [ $((ticks - $1)) -lt 500 ]; }; then
                reason="the kube-vip from before still runs: kubelet has done nothing about the manifest (does kubelet run, and its container runtime?)"
            elif acted=yes && ! runs_settings; then
                reason="kube-vip runs with other settings than the manifest's"
            elif elects && ! talks_to_api; then
                reason="kube-vip runs, but does not talk to the API server; the image may not be kube-vip"
            else
                return 0
            fi
            ;;
        esac
        turn=$((turn + 1))
        [ $turn -lt 8 ] || say_once "waiting for kubelet to run kube-vip"
        # a look that costs as much as a turn or two, and its answers count only when they stay
        if [ $turn -ge $ask_at ]; then
            ask_at=$((turn + 14))
            ! stuck || return 1
        fi
        nap
    done
    return 1
}

# TCP asks again after a second only, when the VIP may be there for long; but not every network answers faster than that.
await_vip() { # until every VIP answers -> sets $reason when not
    turn=0
    for vip in $vips; do
        connects=0.6
        while :; do
            now
            asked_at=$ticks
            ! ask_vip "$vip" 1 $connects || break
            reason="the VIP does not answer at $url: ${why:-no answer}"
            case $vip in *:*) ! is_doubted "$vip" "$(ip -o addr show to "$vip")" || why="$reason" ;; esac
            in_time || return 1
            turn=$((turn + 1))
            if [ $((turn % 4)) = 3 ]; then connects=2; else connects=0.6; fi
            if [ $((turn % 8)) = 0 ]; then
                say_once "waiting for the VIP: ${why:-no answer}"
                find_kube_vip
                [ -n "$pid" ] || ! stuck || return 1
            fi
            # who waited in vain for a connection has waited
            now
            [ $((ticks - asked_at)) -ge 50 ] || nap
        done
    done
}

# Ticks after which a process that was seen at work is no longer taken for one that just starts and falls.
LASTING=50

await_lasted() { # until the process that runs has lasted
    while in_time && [ "$ticks" -lt $lasts ]; do nap; done
}

await_healthy() { # SINCE [BEFORE]: as `await_running`, until that process has lasted and every VIP answers -> sets $pid, $started, or $reason
    while await_running "$@"; do
        running="$pid $started" lasts=$((started + LASTING))
        await_kept
        say_once "kube-vip runs, asking the VIP"
        # where none ran before, it has yet to put the VIP on, and a question that fails costs more than one that is not asked
        [ -n "$ran_before" ] || await_lasted
        await_vip || return 1
        await_lasted
        find_kube_vip
        [ "$pid $started" != "$running" ] || return 0
        reason="kube-vip does not keep running"
    done
    return 1
}

last_words() { # what kube-vip logged last; nothing when the manifest holds a secret
    [ ! -s "$STATE/secrets" ] || return 0
    for file in /var/log/pods/kube-system_kube-vip-*/kube-vip/*.log; do newest_log=$file; done
    [ ! -f "$newest_log" ] || tail -n 2 "$newest_log" | cut -c 1-300 | sed 's/^[^ ]* std[a-z]* . //' | tr '\n' ' '
}
