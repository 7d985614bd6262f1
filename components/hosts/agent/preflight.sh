# Everything that must be true before a host is touched, all at once.

check_owner() {
    read_record
    [ "$adopt" != yes ] || return 0
    if [ -n "$record_owner" ]; then
        same_stack "$record_owner" "$owner" || fail "the kube-vip on this host belongs to $record_owner, and this is $owner. Remove it there, or take it over with \`adopt: true\`. The host was not changed."
        return 0
    fi
    find_kube_vip
    if [ -e "$manifest" ]; then
        fail "there is a $manifest that nobody of ours wrote. Move it away, or take it over with \`adopt: true\`. The host was not changed."
    elif [ -n "$pid" ]; then
        fail "kube-vip runs here already (process $pid), started by something else. Remove that first, or take it over with \`adopt: true\`. The host was not changed."
    fi
}

preflight() {
    folder=${manifest%/*}
    faults=
    fault() { faults="$faults$NL- $1"; }
    for tool in curl ip awk sed grep tr sha256sum modprobe mktemp cmp; do
        command -v $tool >/dev/null || fault "the program \`$tool\` is not installed; install the package that brings it (curl, iproute2, gawk, sed, grep, coreutils, kmod, diffutils)."
    done
    [ -d "$folder" ] || [ "$bootstrap" = yes ] || fault "the folder $folder does not exist; kubelet's static Pod folder must be named in \`paths.manifests\`."
    if [ -d "$kubeconfig" ]; then
        fault "$kubeconfig is a folder: a container runtime made it when a Pod named a kubeconfig that was not there. Remove it and put the kubeconfig in its place."
    elif [ ! -f "$kubeconfig" ] && [ "$bootstrap" != yes ]; then
        fault "the kubeconfig $kubeconfig does not exist; name the right one in \`paths.kubeconfig\`."
    fi
    moved=
    if [ -n "$record_path" ] && [ "$record_path" != "$manifest" ] && [ -e "$record_path" ]; then moved=$record_path; fi
    strays=
    set -- "$folder"/*
    # most often there is none but ours
    # shellcheck disable=SC2046 # files are wanted
    if [ ! -e "$1" ] || [ "$*" = "$manifest" ]; then set --; else set -- $(grep -Els 'image: *"?[^ "]*kube-vip' "$@"); fi
    for file; do
        case $file in "$manifest" | "$moved") continue ;; esac
        if is_stray "$file"; then
            strays="$strays $file"
            continue
        fi
        fault "$file runs a kube-vip of its own, since kubelet reads every file of that folder; move it away."
    done
    load_modules "$modules"
    [ -z "$missing" ] || fault "the kernel $(uname -r) has no module$missing, which load balancing needs; install $(kernel_package), or switch load balancing off (\`loadBalancer.enabled: false\`)."
    [ -z "$faults" ] || fail "this host is not ready for kube-vip and was not changed:$faults"
}

await_api() {
    local_url
    start_clock 30
    until api_answers; do
        in_time || fail "the API server of this host does not answer at $api/healthz: $why. It must be healthy before its VIP can be. The host was not changed."
        nap
    done
}
