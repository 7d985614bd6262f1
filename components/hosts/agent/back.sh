# Going back: to the manifest from before, or to nothing where there was none.

put_good() { # GOOD PATH BEFORE
    find_kube_vip
    # One from before that still runs may go on: kubelet has not acted on the other manifest. Where it is just about to, it starts this very Pod again once it has ended. And no host waits without any.
    if [ ! -e "$2" ] || { [ -n "$pid" ] && [ "$started" -lt "$3" ]; }; then put_manifest "$1" "$2"; else replace_manifest "$1" "$2"; fi
}

restore() { # GOOD PATH BEFORE: until kubelet runs it, again or still from BEFORE the change, and the VIP answers -> sets $reason when not
    [ "$2" = "$manifest" ] || rm -f "$manifest"
    load_settings "$1"
    load_vips
    local_url
    since=0
    if ! cmp -s "$1" "$2"; then
        keep_vips
        put_good "$@" || { reason="The manifest from before could not be put back to $2 (is the disk full or read-only?); it is kept in $STATE/last-good.yaml" && return 1; }
        since=$written
    fi
    # kubelet first stops the failed one, which may take the Pod's whole grace period of 30 s
    patience=$((within + 60))
    start_clock "$patience"
    await_healthy "$since" "$3" && return
    reason="The manifest from before is back in $2, but is not healthy either after $patience s: $reason"
    return 1
}

put_back() { # REASON: of an \`apply\` whose manifest did not become healthy
    words=$(last_words)
    words="$1.${words:+ Its last words: $words}"
    if [ ! -e "$STATE/last-good.yaml" ]; then
        say "not healthy, taking it away again"
        take_down "$run/wanted" "$manifest"
        persist_modules ""
        forget_manifest
        blame "$1"
        gave=
        ! holds_still || give_back
        fail "kube-vip did not become healthy: $words There was no kube-vip before, and none is left; the other hosts were not touched by this step.${gave:+ $gave}"
    fi
    say "not healthy, putting the manifest from before back"
    blame "$1"
    restore "$STATE/last-good.yaml" "${record_path:-$manifest}" "$changed_at" || fail "kube-vip did not become healthy: $words $reason."
    # what went wrong is told last
    (stop_serving "$run/wanted" "$STATE/last-good.yaml") || :
    fail "kube-vip did not become healthy: $words The manifest from before is back, kube-vip runs it and the VIP answers; the other hosts were not touched by this step."
}

# What was good before is never blamed, and neither is a manifest that kubelet has not acted on.
blame() { # REASON
    [ -z "$acted" ] || [ "$sha" = "$record_sha" ] || remember_failure "$sha" "$1" "$retry"
}
