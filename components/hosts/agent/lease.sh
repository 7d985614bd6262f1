# The lease of the election: whom it names, when it was renewed, and whether it moved while this host looked.

lease_times() { # NOW (seconds since the epoch) -> prints: renewed, its age, duration, how long it had been held at that renewal (all ms), transitions
    awk -v now="$1" '
    function text(name,   found) {
        if (!match($0, "\"" name "\": *\"[^\"]*")) return ""
        found = substr($0, RSTART, RLENGTH)
        sub(/.*"/, "", found)
        return found
    }
    function number(name,   found) {
        if (!match($0, "\"" name "\": *[0-9]+")) return ""
        found = substr($0, RSTART, RLENGTH)
        sub(/.*[: ]/, "", found)
        return found
    }
    # Days since 1970 of the Gregorian calendar, with years that begin in March.
    function ms(time,   t, y, m, days) {
        split(time, t, /[-T:Z]/)
        m = (t[2] + 9) % 12
        y = t[1] - (m > 9)
        days = 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * m + 2) / 5) + t[3] - 719469
        return (((days * 24 + t[4]) * 60 + t[5]) * 60 + t[6]) * 1000
    }
    { if ((found = text("renewTime")) != "") renewed = found
      if ((found = text("acquireTime")) != "") acquired = found
      if ((found = number("leaseDurationSeconds")) != "") seconds = found
      if ((found = number("leaseTransitions")) != "") moves = found }
    END {
        if (renewed == "" || seconds == "") exit
        printf "%s %.0f %.0f %.0f %.0f\n", renewed, now * 1000 - ms(renewed), seconds * 1000, acquired == "" ? 0 : ms(renewed) - ms(acquired), moves
    }' "$run/lease"
}

clock() { # -> sets $clock: seconds since the epoch, with a fraction where `date` knows one
    clock=$(date +%s.%N)
    case ${clock#*.} in '' | *[!0-9]*) clock=${clock%%.*}.5 ;; esac
}

# The renewal that the look before saw, and the beginning of the last look after which there was another one.
renewal='' renewed_after='' looked='' renewed_since=

renewed_lately() { # AGE DURATION: whether it is renewed in time -> sets $lease_age. Whoever renews it has a clock of its own.
    if [ "$1" -gt -1000 ] && [ "$1" -lt "$2" ]; then
        lease_age=$1
        [ "$1" -ge 0 ] || lease_age=0
        return 0
    fi
    [ -n "$renewed_after" ] || return 1
    lease_age=$(((ticks - renewed_after) * 10))
    [ "$lease_age" -lt "$2" ] || { [ -n "$renewed_since" ] && see_renewal "$2"; }
}

# On a slow host looks may take longer than the lease holds, and would never find it young.
see_renewal() { # MILLISECONDS: reads the lease alone, until it is renewed again by the same holder -> sets $renewal, $renewed_after, $looked, $lease_age; or fails
    now
    looked=$ticks last_look=$((ticks + $1 / 10)) renewer=$lease
    while [ "$ticks" -lt "$last_look" ]; do
        before=$looked
        nap
        now
        looked=$ticks
        read_mirror_and_lease
        clock
        # shellcheck disable=SC2046 # five words
        set -- $(lease_times "$clock")
        now
        [ "${1:-$renewal}" != "$renewal" ] || continue
        renewal=$1 renewed_after=$before lease_age=$(((ticks - before) * 10))
        [ "$lease" = "$renewer" ]
        return
    done
    return 1
}

# After `read_mirror_and_lease`; SINCE is when this look began.
watch_lease() { # SINCE -> sets $lease_age, $lease_ms, $transitions (null where it cannot be read), $settled: whether it named the same Node all the time; or $reason
    lease_age=null lease_ms=null transitions=null settled=false
    if ! elects; then
        lease=
        return 0
    fi
    case $codes in '200 '*) ;; *) return 0 ;; esac
    [ -n "$lease" ] || { reason="the lease names nobody" && return 1; }
    now
    since=$1
    clock
    # shellcheck disable=SC2046 # five words
    set -- $(lease_times "$clock")
    [ $# = 5 ] || return 0
    lease_ms=$3 transitions=$5
    renewed_since=
    if [ -n "$renewal" ] && [ "$renewal" != "$1" ]; then renewed_after=$looked renewed_since=yes; fi
    renewal=$1 looked=$since
    renewed_lately "$2" "$3" || { reason="the lease names $lease, which does not renew it: by this host's clock the last time was $1, and it holds for $(($3 / 1000)) s" && return 1; }
    [ "$4" -lt $(((ticks - since) * 10)) ] || settled=true
}
