# Time since boot, and waiting.

now() { # -> sets $ticks: hundredths of a second since boot, the unit of /proc/PID/stat
    read -r ticks _ </proc/uptime
    ticks="${ticks%.*}${ticks#*.}"
}

nap() {
    sleep 0.4 2>/dev/null || sleep 1
}

start_clock() { # SECONDS: a deadline for `in_time`
    now
    deadline=$((ticks + $1 * 100))
}

in_time() {
    now
    [ "$ticks" -lt "$deadline" ]
}
