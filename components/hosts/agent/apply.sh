# apply: from a manifest on standard input to a kube-vip that runs it and a VIP that answers, or back to what was before.

remember_good() { # what to go back to: the manifest that was proven here, or the one that is adopted
    if [ ! -e "$STATE/last-good.yaml" ] && [ -e "$manifest" ]; then
        keep "$manifest" last-good.yaml || fail "no copy of $manifest could be kept in $STATE; is the disk full? The host was not changed."
    fi
}

report() { # CHANGED
    json_text "$host" && host_json=$json
    json_text "$manifest" && path_json=$json
    json_text "$link" && link_json=$json
    json_text "${started:+$(started_at "$started")}" && started_json=$json
    json_list "$modules" && modules_json=$json
    printf '{"host":%s,"changed":%s,"manifest":{"path":%s,"sha256":"%s"},"containerId":"%s","startedAt":%s,"interface":%s,"modules":%s,"appliedAt":"%s"}\n' \
        "$host_json" "$1" "$path_json" "$sha" "$container" "$started_json" "$link_json" "$modules_json" "$record_applied"
}

is_in_place() { # whether the manifest is the wanted one already
    [ -e "$manifest" ] && cmp -s "$run/wanted" "$manifest"
}

write_wanted() {
    if [ -z "$moved" ]; then
        replace_manifest "$run/wanted" "$manifest"
    else
        rm -f "$moved"
        put_manifest "$run/wanted" "$manifest"
    fi
}

change() { # until kubelet runs the wanted manifest and the VIP answers
    remember_good
    ran_before=$pids since=0 sessions=
    load_peers
    [ -z "$peers" ] || [ -z "$pid" ] || sessions=$(sessions_up)
    now
    changed_at=$ticks
    if ! is_in_place; then
        say "writing $manifest"
        keep_vips
        write_wanted || put_back "$manifest could not be written (is the disk full or read-only?)"
        since=$written
    elif runs_otherwise; then
        start_anew
    fi
    start_clock "$within"
    { await_healthy "$since" && await_sessions "$sessions" && release_held; } || put_back "$reason"
    record_applied=$(date -u +%Y-%m-%dT%H:%M:%SZ)
}

await_cluster() { # as far as it must be there before its VIP can be
    if [ -n "$emergency" ]; then
        local_url
        return
    fi
    await_api
    [ "$record_phase" != bootstrap ] || await_rights
    check_gate
}

take_manifest() { # from standard input, once this host is ours to change
    check_rollout
    lock
    cat >"$run/shown"
    [ -s "$run/shown" ] || fail "no manifest arrived on standard input. The host was not changed."
}

apply() {
    take_manifest
    login_file=$kubeconfig
    [ "$access" != scoped ] || login_file=$ACCESS/admin.conf
    sums=$(sha256sum "$run/shown" "$login_file" 2>/dev/null)
    sha=${sums%% *} kubeconfig_sha=
    case $sums in *"$NL"*) kubeconfig_sha=${sums#*"$NL"} && kubeconfig_sha=${kubeconfig_sha%% *} ;; esac
    check_owner
    [ -n "$emergency" ] || check_failure
    ! is_pending || { report_pending && return; }
    # what is recorded is put in place again only because something drifted, or might have
    repair=
    [ "$sha" != "$record_sha" ] || repair=$((${record_repairs:-0} + 1))
    preflight
    check_login
    fill_in "$run/shown" "$run/wanted"
    check_basics
    put_peers
    load_vips
    open_kubeconfig
    put_ca
    await_cluster
    if [ -n "$difference" ]; then
        stop_old
        load_settings "$run/wanted"
        load_vips
    fi
    move_strays
    mend_rights
    take_over
    changed=true
    find_kube_vip
    if is_in_place && runs_alone && runs_settings && ! runs_other_image && ! has_older_kubeconfig; then
        changed=false
        start_clock "$within"
        release_held || fail "$reason."
    elif [ -n "$emergency" ]; then
        change_anyway
    else
        change
        stop_serving "$STATE/last-good.yaml" "$run/wanted"
    fi
    [ -z "$repair" ] || [ -n "$emergency" ] || drop_left_behind
    persist_modules "$modules"
    container_of "$pid"
    record_container=$container record_kubeconfig=$kubeconfig_sha record_access=$access record_owner=$owner record_path=$manifest record_sha=$sha record_repairs=${repair:-$record_repairs} record_replaced=$replace record_retry=$retry record_phase=
    forget_failure
    keep "$run/wanted" last-good.yaml && write_record || fail "kube-vip runs, but what it runs could not be recorded in $STATE; is the disk full? Run \`pulumi up\` again when there is room."
    report $changed
    # the program hears of the end when the agent ends, and need not wait for the journal
    if [ -n "$emergency" ]; then
        note "wrote $manifest ($sha) for $owner, and proved nothing: $emergency"
    elif [ $changed = true ]; then
        note "kube-vip runs $manifest ($sha) for $owner, and the VIP answers" &
    fi
}
