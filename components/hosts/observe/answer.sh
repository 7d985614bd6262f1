# The answer: sections of raw text, which the program takes apart, so that the host needs no tool for it. Only reads; the one folder it makes is gone when it ends.

open_answer() { # -> sets $mark, which no text on the host can know beforehand
    IFS= read -r mark </proc/sys/kernel/random/uuid
    printf 'pulumi-kube-vip facts %s\n' "$mark"
}

section() { # NAME: what is printed next
    printf '\n%s %s\n' "$mark" "$1"
}

uptime() { # -> sets $up: seconds since boot
    read -r up _ </proc/uptime
}

am_root() {
    while read -r word uid _; do
        [ "$word" != Uid: ] || break
    done </proc/self/status
    [ "$uid" = 0 ]
}

place() { # sets $run: a private folder, in memory where that is allowed
    run=$(mktemp -d /run/pulumi-kube-vip-look.XXXXXX 2>/dev/null) || run=$(mktemp -d /tmp/pulumi-kube-vip-look.XXXXXX 2>/dev/null) || run=
    trap tidy EXIT
}

has() { # PROGRAM
    command -v "$1" >/dev/null
}

bounded() { # COMMAND...: ended after 4 s, where there is a tool for that
    if has timeout; then timeout 4 "$@"; else "$@"; fi
}

# Names under $run that hold secrets are none of these.
print_files() { # every file NAME.part of $run as section NAME
    set -- "$run"/*.part
    [ -e "$1" ] || return 0
    # awk sees no first line in a file that has none, and an empty answer is one
    for file; do
        [ -s "$file" ] && continue
        file=${file##*/}
        section "${file%.part}"
    done
    awk -v mark="$mark" '
        FNR == 1 { name = FILENAME; sub(/.*\//, "", name); sub(/\.part$/, "", name); printf "\n%s %s\n", mark, name }
        { print }' "$@"
}
