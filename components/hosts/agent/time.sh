# Time since boot, and waiting.

now() { # -> sets $ticks: hundredths of a second since boot, the unit of /proc/PID/stat
    read -r ticks _ </proc/uptime
    ticks="${ticks%.*}${ticks#*.}"
}

nap() { # [1 or 2]: a turn, 0.4 s, or two
    sleep "0.$((4 * ${1:-1}))" 2>/dev/null || sleep 1
}

start_clock() { # SECONDS: a deadline for `in_time`
    now
    deadline=$((ticks + $1 * 100))
}

in_time() {
    now
    [ "$ticks" -lt "$deadline" ]
}

linger() { # SECONDS, in turns
    start_clock "$1"
    while in_time; do nap; done
}

milliseconds() { # SECONDS with up to six places -> sets $milliseconds
    case $1 in *.*) part=${1#*.}000 ;; *) part=000 ;; esac
    part=${part%"${part#???}"}
    # a number that begins with 0 would be an octal one
    milliseconds=$((${1%%.*} * 1000 + 1$part - 1000))
}
