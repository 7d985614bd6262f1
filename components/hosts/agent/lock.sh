# One agent at a time changes a host.

locked=

process_start() { # PID -> sets $started: ticks since boot, or fails when there is no such process
    IFS= read -r line 2>/dev/null <"/proc/$1/stat" || return 1
    # shellcheck disable=SC2086 # fields are wanted
    set -- ${line##*) }
    started=${20}
}

lock() {
    start_clock 20
    until mkdir "$STATE/lock" 2>/dev/null; do
        read -r holder holder_start 2>/dev/null <"$STATE/lock/holder" || holder=
        if [ -n "$holder" ] && ! { process_start "$holder" && [ "$started" = "$holder_start" ]; }; then
            rm -rf "$STATE/lock"
            continue
        fi
        in_time || fail "another run of the agent (process ${holder:-unknown}) is changing this host. Wait until it has ended, then run again; if there is none, remove $STATE/lock."
        nap
    done
    locked=yes
    process_start $$
    printf '%s %s\n' "$$" "$started" >"$STATE/lock/holder"
}

# shellcheck disable=SC2317 # run by traps
unlock() {
    [ -z "$locked" ] || rm -rf "$STATE/lock"
    locked=
}
