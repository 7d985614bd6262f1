# access: a login of kube-vip's own, with the rights that standard input says and no more. The host makes the key; the cluster signs the certificate, asked by the host's kubeconfig.

# `admin.conf`, a kubeconfig that names `client.pem`; certificate and key in that one file, so that one rename changes both; `rights`, a path of the API for each object that gives rights; `made-by`, the path of the kubeconfig that asked for it.
ACCESS=$STATE/access

take_rights() { # from standard input -> $run/right.1 and so on, a body each; $run/rights, the path of each
    awk -v node="$node" -v to="$run/right." -v list="$run/rights" '
        function finish() {
            if (kind == "") return
            close(to n)
            print "/apis/rbac.authorization.k8s.io/v1/" (namespace == "" ? "" : "namespaces/" namespace "/") tolower(kind) "s/" name >list
            kind = name = namespace = ""
        }
        BEGIN { n = 1 }
        /^---$/ { finish(); n++; next }
        {
            while ((at = index($0, "@kube-vip:node@")) > 0) $0 = substr($0, 1, at - 1) node substr($0, at + 15)
            print >(to n)
        }
        /^kind: / { kind = $2 }
        /^  name: / && name == "" { name = $2 }
        /^  namespace: / && namespace == "" { namespace = $2 }
        END { finish() }'
    [ -s "$run/rights" ] || fail "no rights arrived on standard input. The host was not changed."
}

tell_api() { # METHOD PATH TYPE FILE -> sets $code; the answer is in $run/answer
    code=$(ask_api "$2" -X "$1" -H "Content-Type: $3" --data-binary "@$4" -o "$run/answer" -w '%{http_code}' 2>"$run/why") || :
}

messages() { # prints what the API server says in $run/answer, a line each
    sed -n 's/^ *"message": *"\(.*\)",\{0,1\}$/\1/p' "$run/answer" 2>/dev/null
}

refused() { # -> sets $why: what the API server said to the last `tell_api`
    case $code in
    '' | 000) said_why ;;
    *)
        why=$(messages | head -n 1)
        why="it answers $code${why:+: $why}"
        ;;
    esac
}

grant() { # each of the objects, whole; and takes away those of an earlier time that are none any more
    n=0
    while IFS= read -r path; do
        n=$((n + 1))
        tell_api PATCH "$path?fieldManager=pulumi-kube-vip&force=true" application/apply-patch+yaml "$run/right.$n"
        case $code in 200 | 201) continue ;; esac
        refused
        fail "$path could not be made in the cluster, since $why. The user of $kubeconfig must be allowed to grant rights (as cluster-admin may). No manifest was changed."
    done <"$run/rights"
    [ ! -e "$ACCESS/rights" ] || while IFS= read -r path; do
        grep -Fqx "$path" "$run/rights" || ask_api "$path" -X DELETE -o /dev/null 2>/dev/null || :
    done <"$ACCESS/rights"
}

make_key() { # -> $run/key.new and $run/request, for $user
    printf '[req]\ndistinguished_name=name\n[name]\n' >"$run/openssl"
    openssl req -config "$run/openssl" -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$run/key.new" -out "$run/request" -subj "/CN=$user" 2>"$run/why" </dev/null ||
        fail "openssl could not make a key: $(tail -n 1 "$run/why"). No manifest was changed."
}

REQUESTS=/apis/certificates.k8s.io/v1/certificatesigningrequests

request_certificate() { # -> $run/certificate, for $run/request
    asked="pulumi-kube-vip-$node-$(date +%s)-$$"
    printf '{"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"%s"},"spec":{"request":"%s","signerName":"kubernetes.io/kube-apiserver-client","expirationSeconds":%s,"usages":["digital signature","client auth"]}}' \
        "$asked" "$(openssl base64 -A -in "$run/request")" "$lifetime" >"$run/body"
    tell_api POST "$REQUESTS" application/json "$run/body"
    case $code in 201 | 200) ;; *) refused && fail "the cluster takes no request for a certificate, since $why. No manifest was changed." ;; esac
    printf '{"status":{"conditions":[{"type":"Approved","status":"True","reason":"PulumiKubeVip","message":"for kube-vip on %s"}]}}' "$node" >"$run/body"
    tell_api PATCH "$REQUESTS/$asked/approval" application/merge-patch+json "$run/body"
    signed=
    case $code in
    200) await_certificate ;;
    *) refused && reason="the user of $kubeconfig may not approve it: $why" ;;
    esac
    ask_api "$REQUESTS/$asked" -X DELETE -o /dev/null 2>/dev/null || :
    [ -n "$signed" ] || fail "the cluster signed no certificate for $user: $reason. No manifest was changed."
    printf '%s' "$signed" | openssl base64 -d -A >"$run/certificate" && openssl x509 -noout -in "$run/certificate" 2>/dev/null || fail "what the cluster signed for $user is no certificate. No manifest was changed."
}

await_certificate() { # of the request $asked -> sets $signed, or $reason
    reason="nobody did within 30 s; it is kube-controller-manager that does, given the CA and its key (\`--cluster-signing-cert-file\`, \`--cluster-signing-key-file\`)"
    start_clock 30
    while in_time; do
        ask_api "$REQUESTS/$asked" -o "$run/answer" 2>/dev/null || :
        signed=$(sed -n 's/.*"certificate": *"\([^"]*\)".*/\1/p' "$run/answer" 2>/dev/null)
        [ -z "$signed" ] || return 0
        if grep -Eq '"type": *"(Failed|Denied)"' "$run/answer" 2>/dev/null; then
            reason="it was refused: $(messages | tail -n 1)"
            return 1
        fi
        nap
    done
    return 1
}

# The API server learns of new rights a moment later.
try_login() { # whether the new login may read the lease
    start_clock 20
    while in_time; do
        code=$(curl_quiet --max-time 5 --resolve "kubernetes:$api_port:127.0.0.1" --cert "$run/client.pem" -o /dev/null -w '%{http_code}' "$api$lease_path" 2>"$run/why") || :
        case $code in 200 | 404) return 0 ;; esac
        nap
    done
    return 1
}

put_access() { # the login that was proven. Its kubeconfig is written only where it is another, since kube-vip reads that at its start only.
    cat >"$run/access.conf" <<CONFIG
apiVersion: v1
kind: Config
clusters:
- name: cluster
  cluster:
    server: $api
    certificate-authority-data: $(openssl base64 -A -in "$run/ca")
users:
- name: $user
  user:
    client-certificate: client.pem
    client-key: client.pem
contexts:
- name: kube-vip
  context:
    cluster: cluster
    user: $user
current-context: kube-vip
CONFIG
    printf '%s\n' "$kubeconfig" >"$run/made-by"
    mkdir -p "$ACCESS" && keep "$run/rights" access/rights && keep "$run/made-by" access/made-by && keep "$run/client.pem" access/client.pem && { cmp -s "$run/access.conf" "$ACCESS/admin.conf" || keep "$run/access.conf" access/admin.conf; } ||
        fail "kube-vip's login could not be kept in $ACCESS; is the disk full? Run \`pulumi up\` again when there is room."
}

report_access() { # USER EXPIRES
    json_text "$host" && host_json=$json
    json_text "$1" && user_json=$json
    json_text "$2"
    printf '{"host":%s,"user":%s,"expires":%s}\n' "$host_json" "$user_json" "$json"
}

report_login() { # CERTIFICATE of $user -> sets $expires
    expires=$(openssl x509 -noout -enddate -in "$1")
    expires=${expires#notAfter=}
    report_access "$user" "$expires"
}

access() {
    check_rollout
    lock
    check_owner
    command -v openssl >/dev/null || fail "the program \`openssl\` is not installed, which makes the key of kube-vip's own login; install the package openssl, or use \`access: admin\`. The host was not changed."
    take_settings given "port=$port${NL}kubernetes_addr=$server${NL}cp_namespace=${lease%%/*}${NL}vip_leasename=${lease#*/}${NL}vip_nodename=$node"
    # a node's name comes from kubelet where it was not given
    find_kube_vip
    node_name
    case $node in '' | *[!a-z0-9.-]*) fail "this host's Node is called \`$node\`, which is no name of a Node. Give \`hosts.$host.nodeName\`. The host was not changed." ;; esac
    user=pulumi-kube-vip:$node
    take_rights
    load_vips
    local_url
    lease_path
    if may_wait && ! has_cluster; then
        say "no cluster is here yet that could sign kube-vip's login"
        report_access '' ''
        return
    fi
    open_kubeconfig
    if [ -n "$emergency" ] && [ -s "$ACCESS/client.pem" ] && ! api_answers; then
        say "the API server of this host does not answer ($why), so kube-vip's login stays as it is"
        report_login "$ACCESS/client.pem"
        return
    fi
    await_api
    [ "$record_phase" != bootstrap ] || await_rights
    say "getting a certificate for $user"
    grant
    make_key
    request_certificate
    cat "$run/certificate" "$run/key.new" >"$run/client.pem"
    try_login || fail "the API server does not let $user read the lease (it answers ${code:-nothing}), although the cluster signed its certificate and has its rights. No manifest was changed."
    put_access
    report_login "$run/certificate"
    note "kube-vip's own login $user is valid until $expires"
}

check_login() { # where kube-vip has a login of its own: that it is here
    [ "$access" = scoped ] || return 0
    [ -s "$ACCESS/client.pem" ] && [ -s "$ACCESS/admin.conf" ] || fail "kube-vip's own login is not in $ACCESS. Run \`pulumi up\` for the whole component. The host was not changed."
}

revoke() { # the rights and the login, once no kube-vip uses them
    [ -d "$ACCESS" ] || exit 0
    check_rollout
    lock
    read_record
    if [ -n "$record_owner" ] && [ "$record_owner" != "$owner" ]; then
        say "the kube-vip here belongs to $record_owner, so its login stays"
        exit 0
    fi
    if [ -n "$record_path" ] && grep -Fqs "path: $ACCESS" "$record_path"; then
        say "kube-vip logs in with it still, so it stays"
        exit 0
    fi
    take_settings given "port=$port${NL}kubernetes_addr=$server"
    load_vips
    local_url
    if can_ask && api_answers; then
        while IFS= read -r path; do
            code=$(ask_api "$path" -X DELETE -o "$run/answer" -w '%{http_code}' 2>"$run/why") || :
            case $code in 200 | 202 | 404) continue ;; esac
            refused
            say "$path stays in the cluster, since $why; without its key, which is deleted, it is of use to nobody"
        done <"$ACCESS/rights"
    elif [ -s "$ACCESS/rights" ]; then
        say "the API server does not answer, so the rights of kube-vip's login stay in the cluster, of use to nobody without its key, which is deleted: $(tr '\n' ' ' <"$ACCESS/rights")"
    fi
    rm -rf "$ACCESS"
    note "took away kube-vip's own login"
}
