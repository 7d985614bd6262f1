# apply: from a manifest on standard input to a kube-vip that runs it and a VIP that answers, or back to what was before.

put_back() { # REASON: the last good manifest again, or nothing at all where there was none
    words=$(last_words)
    words="$1.${words:+ Its last words: $words}"
    if [ ! -e "$STATE/last-good.yaml" ]; then
        say "not healthy, taking it away again"
        take_down "$run/wanted" "$manifest"
        persist_modules ""
        forget_manifest
        fail "kube-vip did not become healthy: $words There was no kube-vip before, and none is left; the other hosts were not touched by this step."
    fi
    say "not healthy, putting the manifest from before back"
    back=${record_path:-$manifest}
    [ "$back" = "$manifest" ] || rm -f "$manifest"
    now
    since=$ticks
    put_manifest "$STATE/last-good.yaml" "$back" || fail "kube-vip did not become healthy: $words The manifest from before could not be put back to $back (is the disk full or read-only?); it is kept in $STATE/last-good.yaml."
    load_settings "$STATE/last-good.yaml"
    load_vips
    # kubelet first stops the failed one, which may take the Pod's whole grace period of 30 s
    patience=$((within + 60))
    start_clock "$patience"
    if await_running "$since" && await_vip; then
        fail "kube-vip did not become healthy: $words The manifest from before is back, kube-vip runs it and the VIP answers; the other hosts were not touched by this step."
    fi
    fail "kube-vip did not become healthy: $words The manifest from before is back in $back, but is not healthy either after $patience s: $reason."
}

remember_good() { # what to go back to: the manifest that was proven here, or the one that is adopted
    if [ ! -e "$STATE/last-good.yaml" ] && [ -e "$manifest" ]; then
        keep "$manifest" last-good.yaml || fail "no copy of $manifest could be kept in $STATE; is the disk full? The host was not changed."
    fi
}

report() { # CHANGED
    container_of "$pid"
    json_text "$host" && host_json=$json
    json_text "$manifest" && path_json=$json
    json_text "$link" && link_json=$json
    json_text "$(started_at "$started")" && started_json=$json
    json_list "$modules" && modules_json=$json
    printf '{"host":%s,"changed":%s,"manifest":{"path":%s,"sha256":"%s"},"containerId":"%s","startedAt":%s,"interface":%s,"modules":%s,"appliedAt":"%s"}\n' \
        "$host_json" "$1" "$path_json" "$sha" "$container" "$started_json" "$link_json" "$modules_json" "$record_applied"
}

apply() {
    lock
    cat >"$run/wanted"
    [ -s "$run/wanted" ] || fail "no manifest arrived on standard input. The host was not changed."
    sha=$(sha256sum <"$run/wanted")
    sha=${sha%% *}
    check_owner
    preflight
    fill_in "$run/wanted"
    load_settings "$run/wanted"
    load_vips
    open_kubeconfig
    await_api
    changed=true
    find_kube_vip
    if cmp -s "$run/wanted" "$manifest" && [ -n "$pid" ] && runs_settings; then
        changed=false
        [ "$(stat -c %a "$manifest")" = 600 ] || chmod 0600 "$manifest"
    else
        remember_good
        since=0
        if ! cmp -s "$run/wanted" "$manifest"; then
            say "writing $manifest"
            [ -z "$moved" ] || rm -f "$moved"
            now
            since=$ticks
            put_manifest "$run/wanted" "$manifest" || put_back "$manifest could not be written: is the disk full or read-only?"
        fi
        start_clock "$within"
        if ! { await_running "$since" && say "kube-vip runs, asking the VIP" && await_vip; }; then put_back "$reason"; fi
        record_applied=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    fi
    persist_modules "$modules"
    record_owner=$owner record_path=$manifest record_sha=$sha
    keep "$run/wanted" last-good.yaml && write_record || fail "kube-vip runs, but what it runs could not be recorded in $STATE; is the disk full? Run \`pulumi up\` again when there is room."
    report $changed
}
