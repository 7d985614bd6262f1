# One agent at a time changes a host. The lock lies in memory, so no reboot leaves one behind.

LOCK=/run/pulumi-kube-vip.lock

process_start() { # PID -> sets $started: ticks since boot, or fails when there is no such process
    IFS= read -r line 2>/dev/null <"/proc/$1/stat" || return 1
    # shellcheck disable=SC2086 # fields are wanted
    set -- ${line##*) }
    started=${20}
}

lock() { # sets $run, as `scratch` does
    start_clock 20
    until mkdir "$LOCK" 2>/dev/null; do
        read -r holder holder_start 2>/dev/null <"$LOCK/holder" || holder=
        if [ -n "$holder" ] && ! { process_start "$holder" && [ "$started" = "$holder_start" ]; }; then
            rm -rf "$LOCK"
            continue
        fi
        in_time || fail "another run of the agent (process ${holder:-unknown}) is changing this host. Wait until it has ended, then run again; if there is none, remove $LOCK."
        nap
    done
    run=$LOCK
    trap tidy EXIT
    process_start $$
    printf '%s %s\n' "$$" "$started" >"$LOCK/holder"
}
