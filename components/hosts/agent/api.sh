# Asking the API server: this host's own, and the VIP. Certificates are always checked against the CA of the cluster's kubeconfig.

open_kubeconfig() { # writes ca, cert and key, or token, to $run and sets $login for curl
    # One user and one cluster, as installers write it; of several the first counts. Decoded by the process that reads it, since on a busy host each one more is felt.
    awk -v to="$run" '
        function decode(text, file,   at, digit, rest, place) {
            for (at = 1; at <= length(text); at++) {
                digit = index("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", substr(text, at, 1)) - 1
                if (digit < 0) continue
                if (place == 1) printf "%c", rest * 4 + int(digit / 16) >file
                if (place == 2) printf "%c", rest % 16 * 16 + int(digit / 4) >file
                if (place == 3) printf "%c", rest % 4 * 64 + digit >file
                rest = digit
                place = (place + 1) % 4
            }
        }
        { sub(/^ *(- )?/, ""); gsub(/["\047]/, "") }
        /^certificate-authority-data: ./ && !ca++ { decode($2, to "/ca") }
        /^client-certificate-data: ./ && !cert++ { decode($2, to "/cert") }
        /^client-key-data: ./ && !key++ { decode($2, to "/key") }
        /^certificate-authority: ./ && !caf++ { print $2 >(to "/ca.path") }
        /^client-certificate: ./ && !certf++ { print $2 >(to "/cert.path") }
        /^client-key: ./ && !keyf++ { print $2 >(to "/key.path") }
        /^token: ./ && !token++ { print "Authorization: Bearer " $2 >(to "/token") }' "$kubeconfig"
    for part in ca cert key; do
        if [ ! -e "$run/$part" ] && [ -e "$run/$part.path" ]; then
            IFS= read -r value <"$run/$part.path"
            case $value in /*) ;; *) value="${kubeconfig%/*}/$value" ;; esac
            cat "$value" >"$run/$part"
        fi
    done
    [ -s "$run/ca" ] || fail "$kubeconfig holds no certificate-authority, so nothing the API server says could be checked. Name a complete kubeconfig in \`paths.kubeconfig\`."
    login=none
    if [ -s "$run/cert" ] && [ -s "$run/key" ]; then
        login=certificate
    elif [ -e "$run/token" ]; then
        login=token
    fi
}

# shellcheck disable=SC2030,SC2031 # a failure of this alone
can_ask() { # whether the kubeconfig holds what certificates are checked by; then it is opened
    [ -f "$kubeconfig" ] && (verb='' && open_kubeconfig) 2>/dev/null || return 1
    open_kubeconfig
}

curl_quiet() {
    curl -sS --noproxy '*' --cacert "$run/ca" "$@"
}

local_url() { # -> sets $api and $api_host: where kube-vip itself finds the API server
    setting kubernetes_addr
    case $value in
    '') api="https://kubernetes:$api_port" ;;
    *://*) api=${value%/} ;;
    *) api="https://$value" ;;
    esac
}

with_login() { # COMMAND...: runs it with curl's words behind that reach this host's own API server with the kubeconfig's login
    set -- "$@" --max-time 5 --resolve "kubernetes:$api_port:127.0.0.1"
    case $login in
    certificate) set -- "$@" --cert "$run/cert" --key "$run/key" ;;
    token) set -- "$@" -H "@$run/token" ;;
    esac
    "$@"
}

ask_api() { # PATH [CURL OPTION...] -> prints the answer of this host's own API server
    path=$1
    shift
    with_login curl_quiet "$@" "$api$path"
}

api_answers() { # whether this host's API server is healthy -> sets $code and $why
    code=$(ask_api /healthz -o /dev/null -w '%{http_code}' 2>"$run/why") || :
    case $code in
    200 | 401 | 403) return 0 ;;
    000 | '') said_why ;;
    *) why="it answers $code" ;;
    esac
    return 1
}

vip_url() { # VIP -> sets $url
    case $1 in
    *:*) url="https://[$1]:$vip_port/healthz" ;;
    *) url="https://$1:$vip_port/healthz" ;;
    esac
}

said_why() { # -> sets $why: curl's own words about the last failure
    why='no answer'
    IFS= read -r line 2>/dev/null <"$run/why" || return 0
    why=${line#curl: (*) }
}

# Fresh connections: one good answer proves little where some backends do not answer. Other questions may go along, since starting a curl costs more than asking.
ask_vip() { # VIP TIMES [SECONDS to connect [WORD of curl...]] -> sets $asked, $answered, $code (the last), $latency (ms, the slowest), $why; $codes: from lines `api CODE` of the other questions
    vip_url "$1"
    asked=$2 count=$2 connecting=${3:-2}
    shift $(($# < 3 ? $# : 3))
    while [ "$count" -gt 0 ]; do
        set -- -o /dev/null "$url" "$@"
        count=$((count - 1))
    done
    curl_quiet --http1.1 -H 'Connection: close' --connect-timeout "$connecting" --max-time 4 -w '%{http_code} %{time_total}\n' "$@" >"$run/answers" 2>"$run/why" || :
    answered=0 code=000 latency=0 bad='' codes=
    while read -r one seconds; do
        case $one in
        200 | 401 | 403) answered=$((answered + 1)) code=$one ;;
        api) codes="$codes$seconds " && continue ;;
        *) bad=$one ;;
        esac
        milliseconds "$seconds"
        [ "$milliseconds" -le "$latency" ] || latency=$milliseconds
    done <"$run/answers"
    [ -z "$bad" ] || code=$bad
    [ "$answered" != "$asked" ] || return 0
    case $code in 000 | 200 | 401 | 403) said_why ;; *) why="it answers $code" ;; esac
    return 1
}

# shellcheck disable=SC2086 # $place is words
holds() { # VIP: whether an interface of this host has it
    [ -n "$(ip -o addr show $place to "$1")" ]
}

# IPv6 asks the network before it uses an address (duplicate address detection). kube-vip takes one that failed off and puts it on again; from v1.0.2 on then without asking.
is_doubted() { # VIP LINE of `ip -o addr`: whether the kernel does not use the address -> sets $reason
    case $2 in
    *' dadfailed'*)
        # the kernel does not learn it as a neighbour, since the address is its own
        other=$(dmesg 2>/dev/null | sed -n "s/.*IPv6 duplicate address $1 used by \([0-9a-f:]*\) detected.*/, with the MAC \1/p" | tail -n 1)
        reason="the VIP $1 is on this host, but in state dadfailed, in which the kernel does not use it: another machine answered for it when it was put on${other}. Find that machine, and take the address off it"
        ;;
    *' tentative'*) reason="the VIP $1 is on this host, but in state tentative, in which the kernel does not use it yet: duplicate address detection goes on" ;;
    *) return 1 ;;
    esac
}

node_name() { # -> sets $node: the name of this host's Node
    setting vip_nodename
    node=$value
    # kubelet wrote it into the environment of the kube-vip whose settings were read last
    if [ -z "$node" ]; then
        case $environment in *"${NL}vip_nodename="*)
            node=${environment#*"${NL}vip_nodename="}
            node=${node%%"$NL"*}
            ;;
        esac
    fi
    [ -z "$node" ] || return 0
    # shellcheck disable=SC2046 # paths under /proc hold no blanks
    if [ -n "$kubelet" ] && [ -e "/proc/$kubelet/cmdline" ]; then set -- "$kubelet/"; else set -- $(grep -lsx kubelet /proc/[0-9]*/comm); fi
    for entry; do
        entry=${entry#/proc/}
        node=$(tr '\000' '\n' <"/proc/${entry%%/*}/cmdline" | sed -n -e 's/^--hostname-override=//p' -e '/^--hostname-override$/{n;p;}')
        node=${node%%"$NL"*}
    done
    [ -n "$node" ] || IFS= read -r node </proc/sys/kernel/hostname
    case $node in *[A-Z]*) node=$(printf '%s' "$node" | tr '[:upper:]' '[:lower:]') ;; esac
}

judge_mirror() { # HTTP_CODE -> sets $mirror: Ready, NotReady, Missing or Unknown; $mirror_reason and $mirror_message while its container waits; $mirror_images: words CONTAINER=DIGEST
    mirror=Unknown mirror_reason='' mirror_message='' mirror_images=
    case $1 in
    200) ;;
    404)
        mirror=Missing
        return
        ;;
    *) return ;;
    esac
    told=$(awk '
    function cut(pattern,   found) { # what stands in quotes at the end of the match
        if (!match(text, pattern)) return ""
        found = substr(text, RSTART, RLENGTH)
        sub(/^"[A-Za-z]*": *"/, "", found)
        return substr(found, 1, length(found) - 1)
    }
    { text = text $0 }
    END {
        ready = match(text, /"ready": *true/)
        print ready ? "Ready" : "NotReady"
        for (rest = text; match(rest, /"imageID": *"[^"]*sha256:[0-9a-f]*", *"containerID": *"[a-z]*:\/\/[0-9a-f]*"/); rest = substr(rest, RSTART + RLENGTH)) {
            id = substr(rest, RSTART, RLENGTH - 1)
            image = substr(id, index(id, "sha256:"))
            sub(/".*/, "", image)
            sub(/.*:\/\//, "", id)
            images = images " " id "=" image
        }
        print images
        if (ready || !(at = index(text, "\"waiting\":"))) exit
        text = substr(text, at)
        if (at = index(text, "\"lastState\":")) text = substr(text, 1, at)
        print cut("\"reason\": *\"[A-Za-z]*\"")
        message = cut("\"message\": *\"([^\"\\\\]|\\\\.)*\"")
        gsub(/\\"/, "\"", message)
        print substr(message, 1, 400)
    }' "$run/mirror")
    told="$told$NL$NL$NL"
    mirror=${told%%"$NL"*}
    told=${told#*"$NL"}
    mirror_images=${told%%"$NL"*}
    told=${told#*"$NL"}
    mirror_reason=${told%%"$NL"*}
    told=${told#*"$NL"}
    mirror_message=${told%%"$NL"*}
}

read_mirror() { # as `judge_mirror`
    node_name
    judge_mirror "$(ask_api "/api/v1/namespaces/kube-system/pods/kube-vip-$node" -o "$run/mirror" -w '%{http_code}' 2>/dev/null)"
}

lease_path() { # -> sets $lease_path: where the API server has the lease
    setting cp_namespace
    lease_path=/apis/coordination.k8s.io/v1/namespaces/${value:-kube-system}/leases/
    setting vip_leasename
    lease_path=$lease_path${value:-plndr-cp-lock}
}

with_cluster() { # COMMAND...: runs it with curl's words behind for the lease, and then for the mirror Pod; sets $node, as `node_name`
    node_name
    lease_path
    with_login "$@" -o "$run/lease" "$api$lease_path" -o "$run/mirror" "$api/api/v1/namespaces/kube-system/pods/kube-vip-$node"
}

judge_cluster() { # `LEASE_CODE POD_CODE `, HTTP codes -> as `judge_mirror`, and sets $lease: the Node that the lease names, empty when it cannot be read
    codes=$1 lease=
    case $codes in '200 '*) lease_holder ;; esac
    codes=${codes% }
    judge_mirror "${codes##* }"
}

read_mirror_and_lease() { # as `judge_cluster`; sets $node, as `node_name`
    # not in a subshell, where $node would be lost
    with_cluster curl_quiet -w '%{http_code} ' >"$run/codes" 2>/dev/null
    read -r codes <"$run/codes" || :
    judge_cluster "$codes"
}

lease_holder() { # [FILE] -> sets $lease from the lease that was read
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        *'"holderIdentity":"'*) lease=${line#*\"holderIdentity\":\"} ;;
        *'"holderIdentity": "'*) lease=${line#*\"holderIdentity\": \"} ;;
        *) continue ;;
        esac
        lease=${lease%%\"*}
    done <"${1:-$run/lease}"
}

mirror_digest() { # CONTAINER -> sets $digest when the mirror Pod tells of this very container
    digest=
    case "$mirror_images " in *" $1="*) ;; *) return 0 ;; esac
    digest=${mirror_images#*" $1="}
    digest=${digest%% *}
}
