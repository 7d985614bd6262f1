# One rollout at a time on a host. Its guard holds the lock for as long as the rollout lasts.

ROLLOUT=/run/pulumi-kube-vip.rollout

forget_guard() { # what a dead guard left in memory, the keys of its kubeconfig among it
    case $holder_run in '' | *[!A-Za-z0-9_-]*) return 0 ;; esac
    [ "$holder_run" = "$mark" ] || rm -rf "/run/pulumi-kube-vip.guard-$holder_run"
}

held_for() { # -> sets $held_seconds, by the monotonic clock
    now
    held_seconds=$((ticks / 100 - ${holder_since:-$((ticks / 100))}))
}

begin_rollout() { # whether the lock is ours now; else $holder_run and so on say whose it is
    start_clock 3
    until mkdir "$ROLLOUT" 2>/dev/null; do
        read_holder "$ROLLOUT"
        if holder_died && bury "$ROLLOUT"; then
            forget_guard
            continue
        fi
        [ -z "$holder" ] && in_time || return 1
        nap
    done
    process_start $$
    now
    if ! printf '%s\n' "run=$mark" "who=$who" "owner=${owner%#*}" "pid=$$" "start=$started" "since=$((ticks / 100))" >"$ROLLOUT/holder"; then
        rm -rf "$ROLLOUT"
        fail "no lock could be written under /run; is it full?"
    fi
}

end_rollout() { # gives the lock back, if it is still ours
    read_holder "$ROLLOUT"
    [ "$holder" = $$ ] && [ "$holder_run" = "$mark" ] || return 0
    mv "$ROLLOUT" "$ROLLOUT.over.$$" && rm -rf "$ROLLOUT.over.$$"
}

the_rollout() { # -> sets $rollout: words for the lock's holder that was read
    held_for
    rollout="the rollout $holder_run of $holder_owner, started by ${holder_who:-somebody} $held_seconds s ago"
}

check_rollout() { # refuses while a rollout of another component holds this host
    [ -e "$ROLLOUT/holder" ] || return 0
    read_holder "$ROLLOUT"
    if [ "$holder_owner" = "${owner%#*}" ] || [ -z "$holder" ] || holder_died; then return 0; fi
    the_rollout
    fail "$rollout, holds this host. Wait until it has ended; if nobody runs it any more, end it on this host with \`sh /run/pulumi-kube-vip.guard-$holder_run/agent unlock run=$holder_run\` as root. The host was not changed."
}

unlock() {
    while [ -e "$ROLLOUT/holder" ]; do
        read_holder "$ROLLOUT"
        the_rollout
        [ "$holder_run" = "$mark" ] || fail "$rollout, holds this host, and not ${mark:-one without a name}. To end it: \`unlock run=$holder_run\`."
        if holder_died; then
            bury "$ROLLOUT" || fail "the lock of $rollout, whose process is gone, could not be taken away. Remove $ROLLOUT."
            rm -rf "/run/pulumi-kube-vip.guard-$mark"
            say "took away the lock of $rollout; its process was gone"
            return
        fi
        [ -n "${ending:-}" ] || start_clock $((within + removal + 120))
        ending=yes
        kill -TERM "$holder" 2>/dev/null
        nap
        say_once "ending $rollout; a host that it changed goes back first when its VIP does not answer"
        in_time || kill -KILL "$holder" 2>/dev/null
    done
    [ -z "${ending:-}" ] || note "ended $rollout"
    say "${ending:+it has ended, }no rollout holds this host"
}
