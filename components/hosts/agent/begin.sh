# A cluster that begins here: kube-vip's manifest is in place before `kubeadm init`, with a login that works from the first moment on. Afterwards `start` changes to the one that is to last.

kubeadm_minor() { # -> sets $minor: 34 for kubeadm v1.34.4
    version=$(kubeadm version -o short 2>/dev/null) || fail "kubeadm is not on this host, so no cluster can begin here. Install kubeadm and kubelet first. The host was not changed."
    minor=${version#v1.}
    minor=${minor%%.*}
    case $minor in '' | *[!0-9]*) fail "kubeadm calls its version \`$version\`, which is none that is known here. The host was not changed." ;; esac
}

# Since Kubernetes 1.29 admin.conf has no rights until `kubeadm init` gives it some, which it does by way of the VIP.
first_login() { # -> sets $login_file: the kubeconfig that can manage leases at once
    login_file=$kubeconfig
    kubeadm_minor
    [ "$minor" -lt 29 ] || login_file=${kubeconfig%/*}/super-admin.conf
}

put_login() { # FILE TARGET: the manifest with $login_file in the place of the kubeconfig
    awk -v from="$kubeconfig" -v to="$login_file" '
        /^ *path: / {
            text = $0
            sub(/^ *path: "?/, "", text)
            sub(/"? *$/, "", text)
            if (text == from) sub(/path: .*/, "path: " to)
        }
        { print }' "$1" >"$2" && grep -Fq "path: $login_file" "$2" || fail "the manifest does not mount $kubeconfig, or could not be completed under /run. The host was not changed."
}

may_lease() { # whether the kubeconfig's user may read the lease, which kubeadm's admins may once they have any rights
    lease_path
    code=$(ask_api "$lease_path" -o /dev/null -w '%{http_code}' 2>/dev/null) || :
    case $code in 200 | 404) return 0 ;; esac
    return 1
}

has_cluster() { # whether `kubeadm init`, or a join, has come to its end here. What is loaded is the manifest that is wanted.
    [ -f "$kubeconfig" ] || return 1
    open_kubeconfig
    load_vips
    local_url
    api_answers && may_lease
}

await_rights() { # of the login that is to last
    start_clock 30
    until may_lease; do
        in_time || fail "the user of $kubeconfig may not read the lease (the API server answers ${code:-nothing}): \`kubeadm init\` has not come to its end. kube-vip goes on as it is, with the login of the beginning. The host was not changed."
        nap
    done
}

report_phase() { # PHASE: pending, until the cluster is there, or past
    json_text "$host" && host_json=$json
    json_text "$login_file"
    printf '{"host":%s,"phase":"%s","kubeconfig":%s}\n' "$host_json" "$1" "$json"
}

# Whoever makes the cluster does so in his own time. A host that ever ran kube-vip for good is never taken for one that waits for that.
may_wait() { # whether this host may be one that waits
    [ "$bootstrap" = yes ] && [ -z "$record_sha" ]
}

is_pending() { # whether nothing can be done here yet
    may_wait || return 1
    load_settings "$run/shown"
    ! has_cluster
}

report_pending() {
    if [ "$record_phase" = bootstrap ]; then
        say "kube-vip is in place for \`kubeadm init --control-plane-endpoint\` with the VIP; run \`pulumi up\` again when the cluster is there"
    else
        say "no cluster is here yet; run \`pulumi up\` again when this host has joined"
    fi
    json_text "$host" && host_json=$json
    json_text "$manifest"
    printf '{"host":%s,"pending":true,"changed":false,"manifest":{"path":%s,"sha256":"%s"},"containerId":"","startedAt":"","interface":"","modules":[],"appliedAt":""}\n' "$host_json" "$json" "$sha"
}

prepare() {
    take_manifest
    check_owner
    login_file=$kubeconfig
    load_settings "$run/shown"
    if { [ -n "$record_owner" ] && [ "$record_phase" != bootstrap ]; } || has_cluster; then
        say "the cluster is there, so nothing is to be prepared"
        report_phase past
        return
    fi
    bootstrap=yes
    preflight
    first_login
    fill_in "$run/shown" "$run/filled"
    put_login "$run/filled" "$run/wanted"
    load_settings "$run/wanted"
    put_peers
    load_vips
    mkdir -p "${manifest%/*}" || fail "the folder ${manifest%/*} could not be made. The host was not changed."
    move_strays
    forget_failure
    # without a sum: nothing has run it yet that was proven
    record_owner=$owner record_path=$manifest record_sha='' record_phase=bootstrap record_applied=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    keep "$run/wanted" last-good.yaml && write_record || fail "what is put in place could not be recorded in $STATE; is the disk full? The host was not changed."
    if ! is_in_place; then
        say "writing $manifest, with ${login_file##*/}"
        put_manifest "$run/wanted" "$manifest" || fail "$manifest could not be written (is the disk full or read-only?)."
        note "wrote $manifest for $owner, with $login_file, before the cluster begins"
    fi
    persist_modules "$modules"
    report_phase pending
}

start() { # once `kubeadm init` has come to its end
    read_record
    login_file=$kubeconfig
    if [ "$record_phase" = bootstrap ]; then
        apply >/dev/null
        note "kube-vip logs in with $login_file from now on"
    fi
    report_phase past
}

abandon() { # what was prepared, if no cluster came of it
    [ -d "$STATE" ] || exit 0
    read_record
    [ "$record_phase" = bootstrap ] || exit 0
    remove
}
