# Everything that must be true before a host is touched, all at once.

# An owner is STACK::PROJECT::TYPE::NAME#KEY. Within one stack a component may have got another name or place.
same_stack() { # OWNER OWNER
    one=${1#*::}
    other=${2#*::}
    [ "${1%%::*}::${one%%::*}" = "${2%%::*}::${other%%::*}" ]
}

check_owner() {
    recall owner
    [ "${adopt:-no}" != yes ] || return 0
    if [ -n "$value" ]; then
        same_stack "$value" "$owner" || fail "the kube-vip on this host belongs to $value, and this is $owner. Remove it there, or take it over with \`adopt: true\`. The host was not changed."
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
    for tool in curl ip awk sed grep tr base64 sha256sum modprobe mktemp cmp; do
        command -v $tool >/dev/null || fault "the program \`$tool\` is not installed; install the package that brings it (curl, iproute2, gawk, sed, grep, coreutils, kmod, diffutils)."
    done
    [ -d "$folder" ] || fault "the folder $folder does not exist; kubelet's static Pod folder must be named in \`paths.manifests\`."
    if [ -d "$kubeconfig" ]; then
        fault "$kubeconfig is a folder: a container runtime made it when a Pod named a kubeconfig that was not there. Remove it and put the kubeconfig in its place."
    elif [ ! -f "$kubeconfig" ]; then
        fault "the kubeconfig $kubeconfig does not exist; name the right one in \`paths.kubeconfig\`."
    fi
    recall path
    moved=
    if [ -n "$value" ] && [ "$value" != "$manifest" ] && [ -e "$value" ]; then moved=$value; fi
    for file in "$folder"/*; do
        case $file in "$manifest" | "$moved") continue ;; esac
        ! grep -Eqs 'image: *"?[^ "]*kube-vip' "$file" || fault "$file runs a kube-vip of its own, since kubelet reads every file of that folder; move it away."
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
