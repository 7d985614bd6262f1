# install and uninstall: the agent itself. Installing also judges the host and sees to its image, so that all hosts are known to be ready before the first is touched.
# With a consent to replace settings it stops kube-vip too, so that none runs the old ones when the first host starts with the new.

install() { # run from the draft beside it
    scratch
    trap leave_nothing EXIT
    check_rollout
    check_owner
    preflight
    # before the cluster begins there is none
    [ "$bootstrap" = yes ] && [ ! -e "$kubeconfig" ] || open_kubeconfig
    if [ "$takeover" = keepalived ]; then
        find_keepalived
        check_keepalived
    fi
    see_to_image
    fresh=false
    if [ -z "$record_owner" ] && [ ! -e "$manifest" ]; then
        find_kube_vip
        # where keepalived has the VIP, it is there that could be lost
        [ -n "$pid" ] || [ -n "$keepalived" ] || fresh=true
    fi
    record_agent_owner=$owner
    way_here
    record_at=$came_at record_machine=
    ! { IFS= read -r line </etc/machine-id; } 2>/dev/null || record_machine=$line
    chmod 0700 "$STATE" "$STATE/.agent" && mv -f "$STATE/.agent" "$STATE/agent" && write_record || fail "the agent could not be put into $STATE; is the disk full or read-only?"
    # what is told is there after a loss of power
    to_disk "$STATE/agent" "$STATE"
    if concerns_us; then
        acquire 20
        trap leave_nothing EXIT
        stop_old
    fi
    printf '{"fresh":%s,"run":"%s"}\n' "$fresh" "$mark"
}

# A create that failed is not recorded, so its delete never runs.
# shellcheck disable=SC2317 # run by a trap
leave_nothing() {
    [ ! -e "$STATE/.agent" ] || rm -f "$STATE/.agent"
    [ -e "$STATE/agent" ] || rmdir "$STATE" 2>/dev/null
    tidy
}

uninstall() {
    read_record
    [ "$record_agent_owner" = "$owner" ] && [ -z "$record_owner" ] || exit 0
    rm -rf "$STATE"
}
