# Asking the API server: this host's own, and the VIP. Certificates are always checked against the CA of the cluster's kubeconfig.

open_kubeconfig() { # writes ca, cert and key, or token, to $run and sets $login for curl
    # One user and one cluster, as installers write it; of several the first counts.
    awk -v to="$run" '
        { sub(/^ *(- )?/, ""); gsub(/["\047]/, "") }
        /^certificate-authority-data: ./ && !ca++ { print $2 >(to "/ca.b64") }
        /^client-certificate-data: ./ && !cert++ { print $2 >(to "/cert.b64") }
        /^client-key-data: ./ && !key++ { print $2 >(to "/key.b64") }
        /^certificate-authority: ./ && !caf++ { print $2 >(to "/ca.path") }
        /^client-certificate: ./ && !certf++ { print $2 >(to "/cert.path") }
        /^client-key: ./ && !keyf++ { print $2 >(to "/key.path") }
        /^token: ./ && !token++ { print "Authorization: Bearer " $2 >(to "/token") }' "$kubeconfig"
    for part in ca cert key; do
        if [ -e "$run/$part.b64" ]; then
            base64 -d "$run/$part.b64" >"$run/$part"
        elif [ -e "$run/$part.path" ]; then
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

ask_api() { # PATH [CURL OPTION...] -> prints the answer of this host's own API server
    path=$1
    shift
    case $login in
    certificate) set -- --cert "$run/cert" --key "$run/key" "$@" ;;
    token) set -- -H "@$run/token" "$@" ;;
    esac
    curl_quiet --max-time 5 --resolve "kubernetes:$api_port:127.0.0.1" "$@" "$api$path"
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

# Fresh connections: one good answer proves little where some backends do not answer.
ask_vip() { # VIP TIMES -> sets $asked, $answered, $code (the last), $latency (ms, the slowest), $why
    vip_url "$1"
    asked=$2
    count=$2
    set --
    while [ "$count" -gt 0 ]; do
        set -- "$@" -o /dev/null "$url"
        count=$((count - 1))
    done
    curl_quiet --http1.1 -H 'Connection: close' --connect-timeout 2 --max-time 4 -w '%{http_code} %{time_total}\n' "$@" >"$run/answers" 2>"$run/why" || :
    # shellcheck disable=SC2046 # three words
    set -- $(awk '{ if ($1 == 200 || $1 == 401 || $1 == 403) { n++; code = $1 } else bad = $1; if ($2 * 1000 > slow) slow = $2 * 1000 }
        END { printf "%d %s %d", n, bad == "" ? (code == "" ? "000" : code) : bad, slow + 0.5 }' "$run/answers")
    answered=$1 code=$2 latency=$3
    [ "$answered" != "$asked" ] || return 0
    case $code in 000 | 200 | 401 | 403) said_why ;; *) why="it answers $code" ;; esac
    return 1
}

holds() { # VIP: whether an interface of this host has it
    [ -n "$(ip -o addr show to "$1")" ]
}

node_name() { # -> sets $node: the name of this host's Node
    setting vip_nodename
    node=$value
    [ -z "$node" ] || return 0
    for entry in $(grep -lsx kubelet /proc/[0-9]*/comm); do
        node=$(tr '\000' '\n' <"${entry%comm}cmdline" | sed -n -e 's/^--hostname-override=//p' -e '/^--hostname-override$/{n;p;}' | head -n 1)
    done
    [ -n "$node" ] || node=$(uname -n)
    node=$(printf '%s' "$node" | tr '[:upper:]' '[:lower:]')
}

in_mirror() { # SED EXPRESSION -> prints what it finds in the mirror Pod
    sed -n "$1" "$run/mirror.line"
}

judge_mirror() { # HTTP_CODE -> sets $mirror: Ready, NotReady, Missing or Unknown; $mirror_reason and $mirror_message while its container waits
    mirror=Unknown mirror_reason='' mirror_message=''
    case $1 in
    200) mirror=NotReady ;;
    404)
        mirror=Missing
        return
        ;;
    *) return ;;
    esac
    tr -d '\n' <"$run/mirror" >"$run/mirror.line"
    case $(in_mirror 's/.*"ready": *\(true\).*/\1/p') in true)
        mirror=Ready
        return
        ;;
    esac
    mirror_reason=$(in_mirror 's/.*"waiting": *{ *\("message": *"[^"]*", *\)\{0,1\}"reason": *"\([A-Za-z]*\)".*/\2/p')
    mirror_message=$(in_mirror 's/.*"waiting": *{[^}]*"message": *"\(\([^"\]\|\\.\)*\)".*/\1/p' | sed 's/\\"/"/g' | cut -c 1-400)
}

read_mirror() { # as `judge_mirror`
    node_name
    judge_mirror "$(ask_api "/api/v1/namespaces/kube-system/pods/kube-vip-$node" -o "$run/mirror" -w '%{http_code}' 2>/dev/null)"
}

read_mirror_and_lease() { # one connection for both -> also sets $lease: the Node that the lease names, empty when it cannot be read
    node_name
    setting cp_namespace
    namespace=${value:-kube-system}
    setting vip_leasename
    # the path, given first, is asked last
    codes=$(ask_api "/api/v1/namespaces/kube-system/pods/kube-vip-$node" -w '%{http_code} ' -o "$run/lease" "$api/apis/coordination.k8s.io/v1/namespaces/$namespace/leases/${value:-plndr-cp-lock}" -o "$run/mirror" 2>/dev/null)
    lease=
    case $codes in '200 '*) lease=$(sed -n 's/.*"holderIdentity": *"\([^"]*\)".*/\1/p' "$run/lease") ;; esac
    codes=${codes% }
    judge_mirror "${codes##* }"
}

mirror_digest() { # CONTAINER -> sets $digest when the mirror Pod tells of this very container
    digest=
    [ "$mirror" = Ready ] || return 0
    digest=$(in_mirror "s/.*\"containerID\": *\"[a-z]*:\/\/$1\".*\"imageID\": *\"[^\"]*\(sha256:[0-9a-f]*\)\".*/\1/p")
}
