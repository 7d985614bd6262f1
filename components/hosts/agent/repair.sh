# Drift that is put right beside the text of the manifest: its rights, copies of it, a process that does not run it, an address left behind.

did() { # SENTENCE: a repair, for the terminal and the journal
    say "$1"
    note "repaired: $1"
}

mend_rights() { # of the manifest; kubelet does not start a Pod anew for them
    [ -e "$manifest" ] || return 0
    rights=$(stat -c '%a %u %g' "$manifest")
    [ "$rights" != '600 0 0' ] || return 0
    chown 0:0 "$manifest" && chmod 0600 "$manifest" || fail "the rights of $manifest could not be set to those of root alone; is the disk read-only?"
    did "$manifest had the rights $rights, and has 600 0 0 again"
}

# Where our manifest is recorded, a second file of the same Pod is a copy of it: kubelet runs one of them, whichever comes first.
is_stray() { # FILE
    [ -n "$record_owner" ] && [ -e "$STATE/last-good.yaml" ] || return 1
    cmp -s "$1" "$STATE/last-good.yaml" || grep -qx '  name: *"\{0,1\}kube-vip"\{0,1\} *' "$1"
}

move_strays() { # those that `preflight` found
    [ -n "$strays" ] || return 0
    for file in $strays; do
        mkdir -p "$STATE/strays" && mv -f "$file" "$STATE/strays/" || fail "$file runs a copy of our kube-vip, and could not be moved to $STATE/strays; is the disk full or read-only?"
        did "$file was a copy of our manifest, and lies in $STATE/strays now"
    done
    # kubelet may have run the copy until now; what runs is judged once it has seen that it is gone
    linger 4
}

runs_alone() { # whether exactly one kube-vip runs
    case "$pids" in ' '*' '*) return 1 ;; esac
    [ -n "$pids" ]
}

# The runtime is asked only when a repair is due: it takes a second. Tags may have several names, so what counts is the image's id.
runs_other_image() { # whether process $pid certainly runs another image than the wanted one
    [ -n "$repair" ] || return 1
    container_of "$pid"
    runtime_client
    if [ -z "$client" ] || [ -z "$container" ]; then return 1; fi
    image_of_manifest "$run/wanted"
    case $client in
    *docker)
        runs=$("$client" inspect --format '{{.Image}}' "$container" 2>/dev/null)
        wanted=$("$client" image inspect --format '{{.Id}}' "$image" 2>/dev/null)
        ;;
    *)
        runs=$("$client" --timeout 5s inspect --output go-template --template '{{.status.imageRef}}' "$container" 2>/dev/null)
        wanted=$("$client" --timeout 5s inspecti --output go-template --template '{{.status.id}} {{.status.repoDigests}}' "$image" 2>/dev/null)
        ;;
    esac
    case $runs in *sha256:*) ;; *) return 1 ;; esac
    case $wanted in '' | *"sha256:${runs##*sha256:}"*) return 1 ;; esac
}

# kube-vip reads it at its start only, so a login that is renewed in the file ends with the old certificate all the same.
has_older_kubeconfig() { # whether process $pid was started before the kubeconfig got another text
    [ -n "$record_kubeconfig" ] && [ "$record_access" = "$access" ] && [ "$record_kubeconfig" != "$kubeconfig_sha" ] || return 1
    epoch_of "$started"
    [ "$epoch" -lt "$(stat -L -c %Y "$login_file")" ]
}

runs_otherwise() { # whether kubelet leaves a kube-vip running that is not the manifest's, or has an older login, although the manifest is right; it may be about to end it -> sets $otherwise, the reason
    [ -n "$pid" ] || return 1
    if has_older_kubeconfig; then
        otherwise="kube-vip was started with another kubeconfig than $login_file is now"
        return 0
    fi
    otherwise="kube-vip ran something else than $manifest says"
    ! runs_other_image || return 0
    start_clock 5
    while in_time; do
        if [ -z "$pid" ] || runs_settings; then return 1; fi
        nap
        find_kube_vip
    done
}

# Needs no tool of the container runtime.
start_anew() { # sets $since
    did "$otherwise, and is started anew"
    keep_vips
    replace_manifest "$run/wanted" "$manifest" || put_back "$manifest could not be written again (is the disk full or read-only?)"
    since=$written
    [ -z "$emergency" ] || return 0
    start_clock "$removal"
    for one in $pids; do
        while [ -e "/proc/$one" ]; do
            in_time || fail "kube-vip runs something else than $manifest says, and kubelet did not stop it within $removal s. Does kubelet run? The manifest is in its place."
            nap
        done
    done
}

has_left() { # whether a VIP is here although the lease names another host -> sets $left: those VIPs
    left=
    for vip in $vips; do
        ! holds "$vip" || left="$left $vip"
    done
    [ -n "$left" ] || return 1
    read_mirror_and_lease
    [ -n "$lease" ] && [ "$lease" != "$node" ]
}

drop_left_behind() {
    elects && has_left || return 0
    # it may be on its way at this very moment
    linger 6
    has_left || return 0
    for vip in $left; do
        ! carries_ssh "$vip" || fail "this host has the VIP $vip, although $lease holds the lease, and the SSH connection came in at it, so it stays. Connect to the host's own address (\`hosts.$host.address\`) and run this again."
        # shellcheck disable=SC2086 # $place is words
        ip -o addr show $place to "$vip" | while read -r _ device _ address _; do ip addr del "$address" dev "$device" || exit 1; done || fail "this host has the VIP $vip, although $lease holds the lease, and it could not be taken off. Take it off by hand and run this again."
        did "the VIP $vip had been left here, although $lease holds the lease, and is gone"
    done
}
