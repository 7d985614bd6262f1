# What a guard found on the host at its beginning, and the way back to it.

same() { # FILE FILE: the same text, or neither is there
    if [ -e "$1" ]; then cmp -s "$1" "$2"; else [ ! -e "$2" ]; fi
}

copy() { # FILE NAME: as it is now, if it is there
    [ ! -e "$1" ] || cat "$1" >"$run/$2" || fail "no copies could be kept under /run; is it full?"
}

remember_before() { # what the host has now: last good manifest, record, file in place, boot list
    copy "$STATE/last-good.yaml" good.before
    copy "$STATE/record" record.before
    copy "$BOOT_LIST" modules.before
    read_record
    copy "${record_path:-$manifest}" placed.before
}

was_changed() { # whether this host has another manifest than when the guard began -> reads the record, sets $place
    read_record
    place=${record_path:-$manifest}
    same "$run/good.before" "$STATE/last-good.yaml" || return 0
    ! same "$run/placed.before" "$place" && ! cmp -s "$run/good.before" "$place"
}

was_stopped() { # for a replacement that has not come to this host
    [ -e "$run/good.before" ] && [ -n "$record_path" ] && [ -z "$record_sha" ]
}

go_back() ( # REASON [INTERRUPTED]: a process of its own. Ends with 0: gone back; 10: there was nothing to go back from; else the last line on standard error says why not
    acquire $((3 * within + 120))
    # the guard's folder outlives this
    trap 'rm -rf "$LOCK"' EXIT
    was_changed || exit 10
    left=$record_sha
    if same "$run/good.before" "$STATE/last-good.yaml"; then
        # the change did not come to its end, so nobody recorded what it was
        left=$(sha256sum 2>/dev/null <"$place") && left=${left%% *}
    fi
    good=$run/good.before
    [ -e "$good" ] || good=$run/placed.before
    if [ -e "$good" ]; then return_to "$good" "$left" "$@"; else return_to_none "$left" "$@"; fi
)

return_to() { # GOOD LEFT_SHA REASON [INTERRUPTED]
    say "going back to the manifest from before"
    left_owner=$record_owner left_agent_owner=$record_agent_owner left_retry=$record_retry
    read_record "$run/record.before"
    # whoever took the host over meanwhile keeps it: the removal by the owner from before must still find nothing of its own
    record_owner=$left_owner record_agent_owner=$left_agent_owner record_path=${record_path:-$place}
    for file in "$STATE/last-good.yaml" "$place"; do
        [ -s "$run/left" ] || cmp -s "$1" "$file" || cat "$file" >"$run/left" 2>/dev/null || :
    done
    keep "$1" last-good.yaml || fail "$STATE/last-good.yaml could not be written; is the disk full?"
    same "$run/modules.before" "$BOOT_LIST" || cat "$run/modules.before" >"$BOOT_LIST" 2>/dev/null || rm -f "$BOOT_LIST"
    remember_failure "$2" "$3" "$left_retry" "${4:-}"
    [ "$record_path" = "$place" ] || rm -f "$place"
    restore "$1" "$record_path" "$guard_start" || fail "$reason."
    stop_serving "$run/left" "$1"
    note "went back to the manifest from before, which kube-vip runs: $3"
}

return_to_none() { # LEFT_SHA REASON [INTERRUPTED]
    say "taking kube-vip away again, since there was none before"
    last=$STATE/last-good.yaml
    [ -e "$last" ] || last=$run/placed.now
    [ ! -e "$place" ] || cat "$place" >"$run/placed.now"
    # its path, since `load_vips` gives the name another meaning
    set -- "$1" "$2" "${3:-}" "$place"
    load_settings "$last"
    load_vips
    hold_aside
    take_down "$last" "$4"
    persist_modules ""
    left_retry=$record_retry
    forget_manifest
    remember_failure "$1" "$2" "$left_retry" "${3:-}"
    note "took kube-vip away again, since there was none before: $2"
    give_back_alone
}
