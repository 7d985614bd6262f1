# What the agent remembers on the host: whose kube-vip this is, where its manifest lies, which one it is, what failed.

# Names in the record: owner (STACK::PROJECT::TYPE::NAME#KEY), path, sha (of the manifest as the program shows it; empty while the old one was
# stopped and no new one runs yet), applied (UTC), agent_owner, repairs (how often what was recorded was put in place again), replaced (the last consent that was
# acted on), retry (the text that came with the last success), container (that ran it then: as long as it does, the image is the same),
# kubeconfig (sha256 of the one that was there then), access (`scoped` where that is one of kube-vip's own), phase (`bootstrap` from before the cluster begins until kube-vip has the login that is to last),
# machine (/etc/machine-id when an agent was installed last) and at (the address at which that one was reached), and of a manifest that failed: failed_sha, failed_reason, failed_retry, failed_boot.
read_record() { # [FILE] -> sets $record_owner and so on
    record_owner='' record_path='' record_sha='' record_applied='' record_agent_owner='' record_repairs=''
    record_replaced='' record_retry='' record_container='' record_kubeconfig='' record_access='' record_phase='' record_machine='' record_at='' record_failed_sha='' record_failed_reason='' record_failed_retry='' record_failed_boot=''
    [ -e "${1:-$STATE/record}" ] || return 0
    while IFS= read -r line; do
        case $line in
        owner=*) record_owner=${line#*=} ;;
        path=*) record_path=${line#*=} ;;
        sha=*) record_sha=${line#*=} ;;
        applied=*) record_applied=${line#*=} ;;
        agent_owner=*) record_agent_owner=${line#*=} ;;
        repairs=*) record_repairs=${line#*=} ;;
        replaced=*) record_replaced=${line#*=} ;;
        retry=*) record_retry=${line#*=} ;;
        container=*) record_container=${line#*=} ;;
        kubeconfig=*) record_kubeconfig=${line#*=} ;;
        access=*) record_access=${line#*=} ;;
        phase=*) record_phase=${line#*=} ;;
        machine=*) record_machine=${line#*=} ;;
        at=*) record_at=${line#*=} ;;
        failed_sha=*) record_failed_sha=${line#*=} ;;
        failed_reason=*) record_failed_reason=${line#*=} ;;
        failed_retry=*) record_failed_retry=${line#*=} ;;
        failed_boot=*) record_failed_boot=${line#*=} ;;
        esac
    done <"${1:-$STATE/record}"
}

write_record() { # whole, or the one from before stays
    if printf '%s\n' "owner=$record_owner" "path=$record_path" "sha=$record_sha" "applied=$record_applied" "agent_owner=$record_agent_owner" \
        "repairs=$record_repairs" "replaced=$record_replaced" "retry=$record_retry" "container=$record_container" "kubeconfig=$record_kubeconfig" "access=$record_access" "phase=$record_phase" "machine=$record_machine" "at=$record_at" \
        "failed_sha=$record_failed_sha" "failed_reason=$record_failed_reason" "failed_retry=$record_failed_retry" "failed_boot=$record_failed_boot" >"$STATE/.record" && mv -f "$STATE/.record" "$STATE/record"; then return 0; fi
    rm -f "$STATE/.record"
    return 1
}

# Its first line is the reason; the second names the rollout, for a guard of that rollout to know it by. A look tells of it, and then all witnesses are asked again: their old reports are in the state, where the engine sees no reason to.
unproven() { # [REASON]: why the last proof that this host took part in is none; nothing when it is one
    printf '%s' "${1:+$1$NL${holder_run:+run=$holder_run$NL}}" >"$STATE/unproven"
} 2>/dev/null

forget_manifest() { # nothing of ours runs here any more
    rm -f "$STATE/last-good.yaml" "$STATE/replaced.yaml" "$STATE/ca.crt" "$STATE/elsewhere"
    drop_peers
    record_owner='' record_path='' record_sha='' record_applied='' record_container='' record_kubeconfig='' record_access='' record_phase=''
    write_record
}

keep() { # SOURCE NAME: a copy of ours, whole or not at all
    if cat "$1" >"$STATE/.${2##*/}" && mv -f "$STATE/.${2##*/}" "$STATE/$2"; then return 0; fi
    rm -f "$STATE/.${2##*/}"
    return 1
}

# An owner is STACK::PROJECT::TYPE::NAME#KEY. Within one stack a component may have got another name or place.
same_stack() { # OWNER OWNER
    one=${1#*::}
    other=${2#*::}
    [ "${1%%::*}::${one%%::*}" = "${2%%::*}::${other%%::*}" ]
}
