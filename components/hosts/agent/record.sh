# What the agent remembers on the host: whose kube-vip this is, where its manifest lies, which one it is.

# Names in the record: owner (STACK::PROJECT::TYPE::NAME#KEY), path, sha (of the manifest as the program shows it), applied (UTC), agent_owner.
read_record() { # -> sets $record_owner, $record_path, $record_sha, $record_applied, $record_agent_owner
    record_owner='' record_path='' record_sha='' record_applied='' record_agent_owner=''
    [ -e "$STATE/record" ] || return 0
    while IFS= read -r line; do
        case $line in
        owner=*) record_owner=${line#*=} ;;
        path=*) record_path=${line#*=} ;;
        sha=*) record_sha=${line#*=} ;;
        applied=*) record_applied=${line#*=} ;;
        agent_owner=*) record_agent_owner=${line#*=} ;;
        esac
    done <"$STATE/record"
}

write_record() {
    printf '%s\n' "owner=$record_owner" "path=$record_path" "sha=$record_sha" "applied=$record_applied" "agent_owner=$record_agent_owner" >"$STATE/.record" && mv -f "$STATE/.record" "$STATE/record"
}

forget_manifest() { # nothing of ours runs here any more
    rm -f "$STATE/last-good.yaml"
    record_owner='' record_path='' record_sha='' record_applied=''
    write_record
}

keep() { # SOURCE NAME: a copy of ours, whole or not at all
    cat "$1" >"$STATE/.$2" && mv -f "$STATE/.$2" "$STATE/$2"
}

# An owner is STACK::PROJECT::TYPE::NAME#KEY. Within one stack a component may have got another name or place.
same_stack() { # OWNER OWNER
    one=${1#*::}
    other=${2#*::}
    [ "${1%%::*}::${one%%::*}" = "${2%%::*}::${other%%::*}" ]
}
