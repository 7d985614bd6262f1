# emergency: the worst day, on which no API server answers. The manifest is written all the same; nothing is waited for but kubelet, for a moment, nothing is proven, and nothing goes back.

# Seconds for kubelet to stop the old Pod and to start the new one.
KUBELET_PATIENCE=30

change_anyway() { # as `change`, whatever becomes of it -> sets $started, empty where kubelet does not run the wanted manifest yet
    remember_good
    since=0
    if ! is_in_place; then
        say "writing $manifest"
        write_wanted || fail "$manifest could not be written (is the disk full or read-only?). What was there before is there still."
        since=$written
    elif runs_otherwise; then
        start_anew
    fi
    record_applied=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    start_clock $KUBELET_PATIENCE
    find_kube_vip
    until runs_alone && [ "$started" -ge "$since" ] && runs_settings; do
        if ! in_time; then
            say "the manifest is in its place, and kubelet has not run it within $KUBELET_PATIENCE s (does it run, and its container runtime?)"
            started='' pid=none
            return
        fi
        nap 2
        find_kube_vip
    done
}

see_servers() { # says what answers, asked once
    if ! can_ask; then
        say "$kubeconfig holds no certificate-authority, so neither API server nor VIP can be asked"
        return
    fi
    if api_answers; then say "the API server of this host answers"; else say "the API server of this host does not answer: $why"; fi
    for vip in $vips; do
        if ask_vip "$vip" 1; then say "the VIP $vip answers"; else say "the VIP $vip does not answer: ${why:-no answer}"; fi
    done
}

witness_anyway() { # what this host shows at this moment; nothing is waited for, and nothing fails
    say "nothing is proven, since \`rollout.emergency\` is set: $emergency"
    holding=false container=
    if [ -e "$STATE/last-good.yaml" ]; then
        load_settings "$STATE/last-good.yaml"
        load_vips
        local_url
        ! holds_any || holding=true
        see_servers
    fi
    find_kube_vip
    case "$pids" in
    '') say "no kube-vip runs" ;;
    *) container_of "$pid" ;;
    esac
    # whoever proves again does so because this option is gone
    unproven
    json_text "$emergency" && emergency_json=$json
    json_text "$host"
    printf '{"host":%s,"emergency":%s,"node":"","holds":%s,"lease":"","vips":[],"containerId":"%s","imageDigest":"","mirrorPod":"Unknown","metrics":null}\n' "$json" "$emergency_json" "$holding" "$container"
}
