# Locks are folders in memory, so no reboot leaves one behind. Whoever makes the folder has the lock, and writes into it which process that is.

# One agent at a time changes a host.
LOCK=/run/pulumi-kube-vip.lock

process_start() { # PID -> sets $started: ticks since boot, or fails when there is no such process
    IFS= read -r line 2>/dev/null <"/proc/$1/stat" || return 1
    # shellcheck disable=SC2086 # fields are wanted
    set -- ${line##*) }
    # a process may call itself by a name with a line end
    [ $# -ge 20 ] && [ "$1" != Z ] || return 1
    started=${20}
}

# The lock of the agent has one line, PID START; the lock of a rollout NAME=VALUE lines.
read_holder() { # FOLDER -> sets $holder and $holder_start; of a rollout also $holder_run, $holder_who, $holder_owner, $holder_since (seconds since boot)
    holder='' holder_start='' holder_run='' holder_who='' holder_owner='' holder_since=
    [ -e "$1/holder" ] || return 0
    while IFS= read -r line; do
        case $line in
        run=*) holder_run=${line#*=} ;;
        who=*) holder_who=${line#*=} ;;
        owner=*) holder_owner=${line#*=} ;;
        since=*) holder_since=${line#*=} ;;
        pid=*) holder=${line#*=} ;;
        start=*) holder_start=${line#*=} ;;
        [0-9]*' '*) holder=${line% *} holder_start=${line#* } ;;
        esac
    done 2>/dev/null <"$1/holder"
}

holder_died() { # whether the holder that was read is no more; not known of one that has not yet written who it is
    [ -n "$holder" ] && [ -n "$holder_start" ] || return 1
    ! { process_start "$holder" && [ "$started" = "$holder_start" ]; }
}

# Of two that find the same dead holder the second must not take away the lock that the first then makes: only who could make `taken` in it may, after another look.
bury() { # FOLDER: takes a dead holder's lock away, or fails
    mkdir "$1/taken" 2>/dev/null || return 1
    read_holder "$1"
    if holder_died && mv "$1" "$1.dead.$$" 2>/dev/null; then
        rm -rf "$1.dead.$$"
        return 0
    fi
    rmdir "$1/taken" 2>/dev/null
    return 1
}

acquire() { # SECONDS: waits for the lock of the agent so long; `tidy` gives it back
    start_clock "$1"
    until mkdir "$LOCK" 2>/dev/null; do
        read_holder "$LOCK"
        if holder_died && bury "$LOCK"; then continue; fi
        in_time || fail "another run of the agent (process ${holder:-unknown}) is changing this host. Wait until it has ended, then run again; if there is none, remove $LOCK."
        nap
    done
    locked=$LOCK
    trap tidy EXIT
    process_start $$
    printf '%s %s\n' "$$" "$started" >"$LOCK/holder" || fail "no lock could be written under /run; is it full?"
}

lock() { # sets $run, as `scratch` does
    acquire 20
    run=$LOCK
}
