#!/bin/sh
# shellcheck disable=SC2015,SC2013 # `A && B || fail` is meant: fail ends the agent, whichever of the two failed; paths under /proc hold no blanks
# The agent of pulumi-kube-vip on a control-plane host. One script, put together from components/hosts/agent/*.sh.
# Speaking: progress and errors for a person on standard error, one JSON object for the program on standard output.

set -u
umask 077
LC_ALL=C
PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export LC_ALL PATH
# Where an output is closed, the next file that is opened would take its place, and get what is meant for it.
{ true 3>&1; } 2>/dev/null || exec >/dev/null
true 3>&2 || exec 2>/dev/null
# A cut connection must not stop a change half-way: the agent finishes or restores by itself.
trap '' HUP PIPE

STATE=/var/lib/pulumi-kube-vip
BOOT_LIST=/etc/modules-load.d/pulumi-kube-vip.conf
NL='
'
host=
run=
verb=

say() { # TEXT: progress. Whether anybody listens any more says nothing about the change.
    printf '%s: %s\n' "${host:-host}" "$1" >&2 || :
}

said=

say_once() { # TEXT: progress that is worth a line only when it changes
    [ "$1" != "$said" ] || return 0
    said=$1
    say "$1"
}

note() { # TEXT: for the host's journal, where there is one
    command -v logger >/dev/null || return 0
    logger -t pulumi-kube-vip "$1" >/dev/null 2>&1 </dev/null || :
}

fail() { # SENTENCE...: the error, and the end
    printf '%s: %s\n' "${host:-host}" "$*" >&2 || :
    case $verb in
    install | prepare | start | access | apply | abandon | revoke | remove | guard | unlock) note "$verb failed: $*" ;;
    witness) unproven "$*" ;;
    esac
    exit 1
}

json_text() { # TEXT -> sets $json: the text as a JSON string
    json=$1
    case $json in
    *[\\\"[:cntrl:]]*) json=$(printf '%s' "$json" | tr '\n\t\r' '   ' | tr -d '\000-\037' | sed 's/[\\"]/\\&/g') ;;
    esac
    json="\"$json\""
}

json_list() { # WORDS -> sets $json: a JSON array of strings
    list=
    for word in $1; do
        json_text "$word"
        list="$list${list:+,}$json"
    done
    json="[$list]"
}

locked=

# shellcheck disable=SC2317 # run by traps
tidy() {
    [ -z "$run" ] || rm -rf "$run"
    [ -z "$locked" ] || [ "$locked" = "$run" ] || rm -rf "$locked"
    run='' locked=
}

scratch() { # sets $run: a folder in memory that is gone when the agent ends
    run=$(mktemp -d /run/pulumi-kube-vip.XXXXXX) || fail "no folder for temporary files could be made under /run; is it full or read-only?"
    trap tidy EXIT
}
