# The write of the manifest, which kubelet never sees half of, and which it acts on soon.

to_disk() { # PATHS; a sync that takes none brings all there
    sync "$@" 2>/dev/null || sync
}

sweep_drafts() { # TARGET: those of an agent that was killed
    for stale in "${1%/*}/.${1##*/}".*; do
        [ ! -e "$stale" ] || rm -f "$stale"
    done
}

# kubelet reads every file of the folder whose name has no leading dot, so the new text is whole before it gets its name.
draft_manifest() { # SOURCE TARGET [WORD] -> sets $draft; by the umask it belongs to root alone
    draft="${2%/*}/.${2##*/}.$$${3:-}"
    if cat "$1" >"$draft" && to_disk "$draft"; then return 0; fi
    rm -f "$draft"
    return 1
}

place_draft() { # DRAFT TARGET -> sets $written: what kubelet makes of it starts after that (ticks)
    now
    written=$ticks
    if ! mv -f "$1" "$2"; then
        rm -f "$1"
        return 1
    fi
    to_disk "${2%/*}"
}

put_manifest() { # SOURCE TARGET
    sweep_drafts "$2"
    draft_manifest "$1" "$2" && place_draft "$draft" "$2"
}

# Of a container that containerd runs the parent is the shim of its Pod, which ends once kubelet has stopped all of that Pod. The number of a static Pod is a hash, and has no hyphen.
find_leaving() { # -> sets $leaving: paths that are gone when what processes $pids run has ended, or, where there are none, when kubelet has cleaned up after a static Pod of a kube-vip
    leaving=
    for one in $pids; do
        IFS= read -r line 2>/dev/null <"/proc/$one/stat" || continue
        # shellcheck disable=SC2086 # fields are wanted
        set -- ${line##*) }
        leaving="$leaving /proc/$one"
        read_comm "$2"
        case $comm in *shim* | conmon) leaving="$leaving /proc/$2" ;; esac
    done
    [ -z "$leaving" ] || return 0
    for folder in /var/log/pods/kube-system_kube-vip-*; do
        one=/var/lib/kubelet/pods/${folder##*_}
        case ${folder##*_} in *[!0-9a-f]*) continue ;; esac
        [ ! -e "$one" ] || leaving="$leaving $one"
    done
}

are_gone() { # PATHS
    for one; do
        [ ! -e "$one" ] || return 1
    done
}

mark_manifest() { # FILE: prints it with an annotation that makes it another Pod
    now
    awk -v mark="    pulumi-kube-vip/replacing: \"$ticks\"" '
        NR == FNR { if (/^[^ ]/) inside = $0 == "metadata:"; if (inside && $0 == "  annotations:") there = FNR; next }
        { print }
        !there && $0 == "metadata:" { print "  annotations:"; print mark }
        there && FNR == there { print mark }' "$1" "$1"
}

# Seconds for the end of what runs, and for kubelet to have done with it, which it was seen to have 0.4 to 1.4 s later (it asks the runtime each second). Together less than the ten after which kubelet begins by itself.
ENDING=7
DONE_WITH=2

# kubelet looks at once whether a static Pod that has changed may begin, and while the one from before still ends, again after 10 to 15 s only (its backOffPeriod), though that has ended
# after 2 or 3. So the text comes twice. The first has a mark, and ends the one from before; once kubelet has done with that, the text that is to stay is another Pod again, and begins at once.
# There is a whole manifest with the new settings all the time, should the agent end in between.
replace_manifest() { # SOURCE TARGET: as `put_manifest`, where processes $pids may run what is there now
    find_leaving
    if [ -z "$leaving" ]; then
        put_manifest "$1" "$2"
        return
    fi
    sweep_drafts "$2"
    draft_manifest "$1" "$2" || return 1
    final=$draft
    if [ -e "$2" ] && ! { mark_manifest "$1" >"$run/marked" && draft_manifest "$run/marked" "$2" .marked && place_draft "$draft" "$2"; }; then
        rm -f "$final"
        return 1
    fi
    start_clock $ENDING
    # shellcheck disable=SC2086 # paths without blanks
    until are_gone $leaving || ! in_time; do nap; done
    ! in_time || linger $DONE_WITH
    place_draft "$final" "$2"
}
